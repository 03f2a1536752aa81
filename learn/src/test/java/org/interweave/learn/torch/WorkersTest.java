package org.interweave.learn.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @BeforeEach
    void twoThreads() {
        Libtorch.threads(2);
    }

    @AfterEach
    void oneThread() {
        Libtorch.threads(1);
    }

    @Test
    void everyTaskRunsOnceSideBySideWithLibtorchOnOneThread() {
        AtomicIntegerArray runs = new AtomicIntegerArray(100);
        Set<Integer> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch bothAreHere = new CountDownLatch(2);
        Workers.each(100, i -> {
            runs.incrementAndGet(i);
            threads.add(Libtorch.threads());
            if (i < 2) {
                bothAreHere.countDown();
                await(bothAreHere);
            }
        });
        for (int i = 0; i < 100; i++) {
            assertEquals(1, runs.get(i), "task " + i);
        }
        assertEquals(Set.of(1), threads);
        assertEquals(2, Libtorch.threads());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS), "the other worker never came");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFirstExceptionComesBackAndTheRestIsLeftUndone() {
        AtomicIntegerArray runs = new AtomicIntegerArray(10_000);
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> Workers.each(10_000, i -> {
                    runs.incrementAndGet(i);
                    if (i == 3) {
                        throw new IllegalStateException("task 3");
                    }
                    Thread.onSpinWait();
                }));
        assertEquals("task 3", thrown.getMessage());
        assertEquals(0, runs.get(9_999));
        assertEquals(2, Libtorch.threads());
    }

    @Test
    void togetherKeepsLibtorchOnOneThreadUntilItsEnd() {
        Workers.together(() -> {
            assertEquals(1, Libtorch.threads());
            Set<Thread> workers = ConcurrentHashMap.newKeySet();
            CountDownLatch bothAreHere = new CountDownLatch(2);
            Workers.each(2, i -> {
                workers.add(Thread.currentThread());
                bothAreHere.countDown();
                await(bothAreHere);
            });
            assertEquals(2, workers.size());
            assertEquals(1, Libtorch.threads());
            Workers.together(() -> assertEquals(1, Libtorch.threads()));
            assertEquals(1, Libtorch.threads());
        });
        assertEquals(2, Libtorch.threads());
        assertThrows(
                IllegalStateException.class,
                () -> Workers.together(() -> {
                    throw new IllegalStateException();
                }));
        assertEquals(2, Libtorch.threads());
    }

    @Test
    void aSingleTaskKeepsAllThreads() {
        Workers.each(1, i -> assertEquals(2, Libtorch.threads()));
    }
}
