package org.interweave.lab.study;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A table or figure of the paper: the systems it compares. */
public enum Table {
    TABLE_2("table2", "every system, on every metric", Systems.TABLE_2),
    TABLE_3("table3", "MERIT without one of its parts", Systems.TABLE_3),
    FIGURE_3("figure3", "one domain's interactions against those of all", Systems.FIGURE_3);

    /** The paper's five. */
    public static final List<Long> SEEDS = List.of(3407L, 0L, 1L, 2L, 3L);

    private final String id;
    private final String meaning;
    private final List<StudySystem> systems;

    Table(String id, String meaning, List<StudySystem> systems) {
        this.id = id;
        this.meaning = meaning;
        this.systems = systems.stream().filter(StudySystem::isBuilt).toList();
    }

    /** What a user types. */
    public String id() {
        return id;
    }

    public String meaning() {
        return meaning;
    }

    public List<StudySystem> systems() {
        return systems;
    }

    /** The systems of these ids, in the table's order; all of them for no id. */
    public List<StudySystem> systems(List<String> ids) {
        for (String asked : ids) {
            if (systems.stream().noneMatch(system -> system.id().equals(asked))) {
                throw new IllegalArgumentException(id + " has no system " + asked + ". It has: "
                        + systems.stream().map(StudySystem::id).collect(Collectors.joining(", ")));
            }
        }
        return systems.stream()
                .filter(system -> ids.isEmpty() || ids.contains(system.id()))
                .toList();
    }

    public static Table byId(String id) {
        return Arrays.stream(values())
                .filter(table -> table.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown table '" + id + "', expected one of: "
                        + Arrays.stream(values()).map(Table::id).collect(Collectors.joining(", "))));
    }
}
