package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Sequences;
import org.interweave.core.io.Digests;
import org.interweave.core.prep.DatasetSummary;
import org.interweave.core.prep.DomainFiles;
import org.interweave.core.prep.Filters;
import org.interweave.core.prep.Ties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paper's own data, where it is at hand: INTERWEAVE_DATA names its folder, or it is shared/data beside the project. */
class PublishedDataTest {
    /** The published files are filtered already; counting items again among fewer rows would drop most. */
    private static final Filters ALREADY_FILTERED = new Filters(1, 5, 50, Filters.ALL_DOMAINS, Ties.ITEM);

    @TempDir
    Path folder;

    @Test
    void foodKitchenIsTheAuthorsToTheByte() throws IOException {
        DatasetSummary s = prepared(
                "food-kitchen", "food", "kitchen", "5f9856f574879920a70c93461add1ebc1c997b1ce6d626ba8d475315f53a4a15");
        assertEquals(List.of("food 7144 11837 83663 2837 2419", "kitchen 7144 16258 89885 4307 4725"), domains(s));
        assertEquals(152_116, s.mixedTrainingTargets());
        assertEquals(51_883, s.ties());
    }

    @Test
    void beautyElectronicsIsTheAuthorsToTheByte() throws IOException {
        DatasetSummary s = prepared(
                "beauty-electronics",
                "beauty",
                "electronics",
                "e13235003725700fdc709eb78a8865bd7e4ab75dc28ae569f7a4cebcdab1e33b");
        assertEquals(
                List.of("beauty 4474 10379 50329 2086 1875", "electronics 4474 14188 63800 2388 2599"), domains(s));
        assertEquals(100_707, s.mixedTrainingTargets());
        assertEquals(33_988, s.ties());
    }

    private DatasetSummary prepared(String pair, String first, String second, String sha256) throws IOException {
        Path data = data().resolve(pair);
        if (!Files.isDirectory(data))
            System.err.println("SKIPPED: " + data.toAbsolutePath()
                    + " is absent; set INTERWEAVE_DATA to the folder of the published data");
        assumeTrue(Files.isDirectory(data), data + " is absent");
        Workplace work = new Workplace(folder).filters(ALREADY_FILTERED);
        work.prepare(
                work.out(),
                List.of(
                        new DomainFiles(first, List.of(data.resolve(first + ".csv.gz"))),
                        new DomainFiles(second, List.of(data.resolve(second + ".csv.gz")))));
        Dataset dataset = Dataset.open(work.out());
        assertEquals(sha256, Digests.sha256(asPublished(dataset.sequences()).getBytes(StandardCharsets.US_ASCII)));
        return DatasetSummary.of(dataset);
    }

    private static Path data() {
        String named = System.getenv("INTERWEAVE_DATA");
        return named == null ? Path.of("..", "..", "shared", "data") : Path.of(named);
    }

    /** A line per user: the user, then item|time. */
    private static String asPublished(Sequences sequences) {
        StringBuilder text = new StringBuilder();
        for (int u = 0; u < sequences.users(); u++) {
            text.append(u);
            long[] times = sequences.times(u);
            for (int i = 0; i < times.length; i++)
                text.append(' ').append(sequences.item(u, i)).append('|').append(times[i]);
            text.append('\n');
        }
        return text.toString();
    }

    private static List<String> domains(DatasetSummary s) {
        return s.domains().stream()
                .map(d -> d.name() + " " + d.users() + " " + d.items() + " " + d.interactions() + " "
                        + d.validationTargets() + " " + d.testTargets())
                .toList();
    }
}
