package org.interweave.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.interweave.core.data.Dataset;
import org.interweave.lab.TinyData;
import org.interweave.learn.train.RunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    @TempDir
    private Path directory;

    @Test
    void tableTwoHasEverySystemOnceAndARunPerTargetAndSeed() throws IOException {
        Dataset dataset = TinyData.write(directory.resolve("data"), 1);
        List<PlannedRun> runs = PlannedRun.of(List.of(dataset), Table.TABLE_2.systems(), List.of(3407L, 0L), List.of());
        // Floors once; systems of one target twice, for the domains; both seeds.
        int expected = Table.TABLE_2.systems().stream()
                .mapToInt(system -> !system.trains() ? 1 : system.perTarget() ? 4 : 2)
                .sum();
        assertEquals(expected, runs.size());
        Set<String> names = new HashSet<>();
        runs.forEach(run -> assertTrue(names.add(run.name()), run.name()));
        assertTrue(names.contains("films-books.sasrec-st.books.0"), names.toString());
        assertTrue(names.contains("films-books.merit.3407"), names.toString());
    }

    @Test
    void allSystemsOfATableShareOneProtocol() throws IOException {
        Dataset dataset = TinyData.write(directory.resolve("data"), 1);
        for (Table table : Table.values()) {
            for (PlannedRun run : PlannedRun.of(List.of(dataset), table.systems(), List.of(1L), List.of())) {
                run.config().ifPresent(config -> {
                    assertEquals("epoch", Systems.value(config, "gradientClearing"), run.name());
                    assertEquals("256", Systems.value(config, "batchUsers"), run.name());
                });
            }
        }
    }

    @Test
    void whatTheUserSetsIsPartOfTheName() throws IOException {
        Dataset dataset = TinyData.write(directory.resolve("data"), 1);
        List<PlannedRun> runs = PlannedRun.of(
                List.of(dataset), List.of(Systems.MERIT), List.of(5L), List.of("weightDecay=2", "threads=1"));
        assertEquals("films-books.merit.5.weightDecay-2.0", runs.get(0).name());
    }

    @Test
    void aRunIsCalledWhatTheTableCallsItsSystem() {
        for (StudySystem system : Systems.all()) {
            if (system.trains() && system.isBuilt()) {
                RunConfig config = system.config("food-kitchen", system.perTarget() ? "food" : "");
                assertEquals(system, Systems.of(config), system.id());
            }
        }
    }

    @Test
    void unknownNamesListTheKnownOnes() {
        String table = assertThrows(IllegalArgumentException.class, () -> Table.byId("table9"))
                .getMessage();
        assertTrue(table.contains("table2, table3, figure3"), table);
        String system = assertThrows(IllegalArgumentException.class, () -> Table.TABLE_3.systems(List.of("sasrec-st")))
                .getMessage();
        assertTrue(system.contains("merit-sf1"), system);
    }

    @Test
    void anotherOrderOfTiesDoesNotChangeADataSetsSettings() {
        assertEquals(
                Systems.MERIT.config("beauty-electronics", ""),
                Systems.MERIT.config("beauty-electronics+shuffle-7", ""));
    }
}
