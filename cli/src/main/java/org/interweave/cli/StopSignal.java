package org.interweave.cli;

import java.util.concurrent.CountDownLatch;

/** Ctrl-C and SIGTERM as a request to save and stop: the process ends, with 128 plus the signal's number, when the work has returned. */
final class StopSignal {
    private StopSignal() {}

    /** @param returned counted down when the work has saved and returned */
    static Thread install(Runnable requestStop, CountDownLatch returned) {
        Thread hook = new Thread(
                () -> {
                    requestStop.run();
                    try {
                        returned.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    static void withdraw(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending already, by way of the hook
        }
    }
}
