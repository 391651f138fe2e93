// A player's page of its own.
import { start } from "./session.js";

start();
