package org.interweave.core.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadwayTest {
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void everyWeightIsOfAPartThatComes(boolean gzip, boolean oriented) throws IOException {
        Headway headway = new Headway(gzip, oriented);
        headway.begin(Headway.ORIENTATION, () -> 1);
        double last = 0;
        for (Pipeline.Step step : Pipeline.steps(2, Filters.PAPER)) {
            headway.begin(step.name(), () -> 0.5);
            headway.begin(Headway.counting(step.name()), () -> 0);
            assertTrue(headway.share() >= last && headway.share() < 1, step.name());
            last = headway.share();
        }
        headway.begin(Headway.WRITING, () -> 1);
        assertEquals(1, headway.share(), 1e-9);
    }

    @Test
    void theShareGoesOnWithinAPartAndNeverFalls() {
        Headway headway = new Headway(false, false);
        double[] share = {0};
        headway.begin("staged", () -> share[0]);
        assertEquals(0, headway.share());
        share[0] = 0.8;
        double most = headway.share();
        assertTrue(most > 0.05, "" + most);
        share[0] = -1; // between two statements of a part
        assertEquals(most, headway.share());
        headway.begin("staged", () -> 1); // counted once, even if it comes again
        headway.begin("no such part", () -> 1);
        double after = headway.share();
        assertEquals(most / 0.8, after, 1e-9);
    }
}
