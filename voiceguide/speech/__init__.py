"""Speech: turn texts into verified, cached clips."""

import os

# onnxruntime's wheels report how they are used unless this stands in the environment before they are loaded, which any
# import of the voices' packages does. Nothing leaves the computer.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
