package org.interweave.learn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.interweave.learn.model.TrainingConfig;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final TrainingConfig PAPER = TrainingConfig.PAPER;

    @Test
    void warmUpRisesLinearlyFromAHundredThousandthAndReachesThePeakInEpochEleven() {
        Schedule schedule = Schedule.start();
        for (int e = 1; e <= 10; e++) {
            assertEquals(1e-4 * (1e-5 + (1 - 1e-5) * (e - 1) / 10), schedule.rate(PAPER), 1e-18, "epoch " + e);
            schedule = schedule.after(0.1, PAPER);
        }
        assertEquals(10, schedule.epoch());
        assertEquals(1e-4, schedule.rate(PAPER));
    }

    @Test
    void validationsDuringTheWarmUpDoNotCount() {
        Schedule schedule = epochs(Schedule.start(), 10, 0.9);
        assertEquals(0, schedule.bestEpoch());
        assertEquals(0, schedule.failures());
        schedule = schedule.after(0.1, PAPER); // far below the scores of the warm-up
        assertTrue(schedule.isBest());
        assertEquals(11, schedule.bestEpoch());
    }

    @Test
    void theThirtyFirstFailureInARowCutsTheRateAndTheSixtySecondEndsTraining() {
        Schedule schedule = epochs(Schedule.start(), 11, 0.5);
        schedule = epochs(schedule, 30, 0.4);
        assertEquals(1e-4, schedule.rate(PAPER));
        schedule = schedule.after(0.4, PAPER);
        assertEquals(31, schedule.failures());
        assertEquals(1e-4 * 0.4, schedule.rate(PAPER));
        schedule = epochs(schedule, 30, 0.4);
        assertEquals(61, schedule.failures());
        assertEquals(1e-4 * 0.4, schedule.rate(PAPER));
        assertTrue(schedule.end(PAPER).isEmpty());
        schedule = schedule.after(0.4, PAPER);
        assertEquals(
                "62 validations in a row without a new best",
                schedule.end(PAPER).orElseThrow());
        assertEquals(11, schedule.bestEpoch());
    }

    @Test
    void aTieIsANewBestAndResetsTheCountButNotTheRate() {
        Schedule schedule = epochs(Schedule.start(), 11, 0.5);
        schedule = epochs(schedule, 31, 0.4).after(0.5, PAPER);
        assertTrue(schedule.isBest());
        assertEquals(0, schedule.failures());
        assertEquals(1e-4 * 0.4, schedule.rate(PAPER));
        schedule = epochs(schedule, 30, 0.4);
        assertEquals(1e-4 * 0.4, schedule.rate(PAPER));
        assertEquals(1e-4 * 0.4 * 0.4, schedule.after(0.4, PAPER).rate(PAPER));
    }

    @Test
    void trainingEndsAfterTheLastEpochEvenWhileItImproves() {
        Schedule schedule = Schedule.start();
        for (int e = 1; e <= 499; e++) {
            schedule = schedule.after(e * 1e-3, PAPER);
        }
        assertTrue(schedule.end(PAPER).isEmpty());
        schedule = schedule.after(1, PAPER);
        assertTrue(schedule.isBest());
        assertEquals("maxEpochs (500) reached", schedule.end(PAPER).orElseThrow());
    }

    @Test
    void withoutWarmUpTheFirstEpochCounts() {
        TrainingConfig config = RunConfig.defaults("merit")
                .with(java.util.List.of("warmupEpochs=0"))
                .training();
        assertEquals(1e-4, Schedule.start().rate(config));
        Schedule schedule = Schedule.start().after(0, config);
        assertTrue(schedule.isBest(), "a score of 0 is the best so far too");
        assertFalse(schedule.after(-0.1, config).isBest());
    }

    @Test
    void aScoreThatIsNotFiniteIsRefused() {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> Schedule.start().after(Double.NaN, PAPER));
        assertEquals("validation score of epoch 1 is NaN, expected a finite number", e.getMessage());
    }

    private static Schedule epochs(Schedule schedule, int count, double score) {
        for (int i = 0; i < count; i++) {
            schedule = schedule.after(score, PAPER);
        }
        return schedule;
    }
}
