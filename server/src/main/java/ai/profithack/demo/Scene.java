package ai.profithack.demo;

import java.time.Instant;

/// What people of the simulated platform do at a moment of its history. Played again after it was
/// cut off, it does what is left of it.
record Scene(Instant at, Runnable deed) {}
