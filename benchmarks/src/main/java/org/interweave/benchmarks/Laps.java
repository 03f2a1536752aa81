package org.interweave.benchmarks;

import java.util.Map;
import java.util.TreeMap;

/** A stopwatch that says which phase the time since its last press went to. */
public final class Laps {
    private final Map<Phase, Double> millis = new TreeMap<>();
    private long last = System.nanoTime();

    /** Time up to here belongs to no phase. */
    public void skip() {
        last = System.nanoTime();
    }

    /** Time since the last press was this phase's. */
    public void end(Phase phase) {
        long now = System.nanoTime();
        millis.merge(phase, (now - last) / 1e6, Double::sum);
        last = now;
    }

    /** Milliseconds. */
    Map<Phase, Double> millis() {
        return millis;
    }
}
