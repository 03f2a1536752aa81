package org.interweave.cli;

import static org.interweave.cli.Ended.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.interweave.core.io.DirectoryLock;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Models;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that work with runs, as they are typed: what they print, what they refuse, with which exit code, and what they leave. */
class RunCommandsTest {
    private static final List<String> SMALL = List.of(
            "--model=merit",
            "--set=width=8",
            "--set=negatives=3",
            "--set=batchUsers=20",
            "--set=warmupEpochs=1",
            "--set=maxEpochs=3",
            "--threads=1");

    @TempDir
    private static Path folder;

    private static Path data;
    private static Path trained;

    /** How a command ended. */
    @BeforeAll
    static void aRunToWorkWith() throws IOException {
        data = folder.resolve("data");
        trained = folder.resolve("trained");
        new DemoData(60, 25, 0.7, 1).write(folder);
        List<String> prepare = new ArrayList<>(List.of("prepare", "--out", data.toString(), "--min-item", "1"));
        DemoData.DOMAINS.forEach(
                name -> prepare.addAll(List.of("--domain", name + "=" + folder.resolve(name + ".csv"))));
        assertEquals(0, run(prepare.toArray(new String[0])).code());
        Ended ended = train(trained);
        assertEquals(0, ended.code(), ended.err());
        assertTrue(ended.out().startsWith("Finished after epoch 3: maxEpochs (3) reached."), ended.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            --set=heads=3;                heads (3) must divide width (8)
            --set=widht=3;                unknown setting widht. Nearest known: width. All of them: interweave train --help
            --set=width=wide;             width is 'wide', expected a whole number
            --set=width;                  'width' is not of the form name=value
            --set=temperature=Infinity;   temperature (Infinity) must be above 0
            --set=learningRate=NaN;       learningRate (NaN) must be above 0.0
            --set=variant=sf9;            variant is "sf9", expected one of full, sf1, sf2, sf3, sf4, ff1, mf1, mf2, rl1, rl2
            --threads=-1;                 threads (-1) must be 0 (one per core) or more
            --model=nobody;               unknown model nobody. Known: {models}
            --run={folder};               {folder} is a directory, expected a file of settings such as run.json
            --run={folder}/none.json;     {folder}/none.json: no such file
            """)
    void aTrainingThatCannotBeIsRefusedBeforeAnythingIsWritten(String option, String message) throws IOException {
        Path out = folder.resolve("refused");
        List<String> typed = new ArrayList<>(SMALL);
        if (option.startsWith("--model") || option.startsWith("--threads")) { // these may be given once
            typed.removeIf(other -> other.startsWith(option.substring(0, option.indexOf('='))));
        }
        typed.add(here(option));
        fails(2, here(message), run(command("train", data, out, typed)));
        assertFalse(Files.exists(out));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"model":"merit","training":{"learningRat":1}};  unknown key training.learningRat. Nearest known: training.learningRate
            {"model":"merit","settings":{"heads":3}};        heads (3) must divide width (256)
            {"model":"merit","settings":{"width":"x"}};      settings.width is "x", expected a whole number
            {"training":{}};                                 model is missing, expected a name in quotes, such as "merit"
            [];                                              the file is array, expected a JSON object
            ``;                                              the file is empty, expected a JSON object
            """)
    void aRunFileThatCannotBeIsRefused(String json, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("asked.json"), json);
        Path out = folder.resolve("refused");
        fails(2, file + ": " + message, run(command("train", data, out, List.of("--run=" + file))));
        assertFalse(Files.exists(out));
    }

    @Test
    void moreNegativesThanTheSmallestDomainHoldsAreRefused() throws IOException {
        Path out = folder.resolve("refused");
        List<String> typed = new ArrayList<>(SMALL);
        typed.add("--set=negatives=25");
        Ended ended = run(command("train", data, out, typed));
        assertEquals(2, ended.code());
        assertTrue(ended.err().startsWith("interweave: negatives (25) must be at most "), ended.err());
        assertTrue(
                ended.err().contains("holds 25 items") && ended.err().contains("Try: --set negatives="), ended.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void aDatasetThatIsMissingOrDamagedIsRefused() throws IOException {
        Path out = folder.resolve("refused");
        fails(
                3,
                folder + "/none: no such dataset directory. Try: make one with interweave prepare",
                run(command("train", folder.resolve("none"), out, SMALL)));
        fails(
                3,
                folder + "/films.csv: a file, expected a dataset directory. Try: make one with interweave prepare",
                run(command("train", folder.resolve("films.csv"), out, SMALL)));
        fails(
                3,
                trained + "/manifest.json: format is interweave-run/1, expected interweave-dataset/1: " + trained
                        + " is no dataset. Try: its folder dataset, if it is a run",
                run("describe", trained.toString()));
        assertFalse(Files.exists(out));
    }

    @Test
    void aLossThatIsNotFiniteStopsTheRun() throws IOException {
        Path out = folder.resolve("diverged");
        List<String> typed = new ArrayList<>(SMALL);
        typed.addAll(List.of("--set=learningRate=1e30", "--set=weightDecay=0", "--set=warmupEpochs=0"));
        Ended ended = run(command("train", data, out, typed));
        assertEquals(4, ended.code());
        String last = ended.err().lines().reduce((a, b) -> b).orElseThrow();
        assertTrue(last.startsWith("interweave: the loss of epoch 1, step 2 is NaN, expected a finite number."), last);
        assertFalse(Files.exists(out.resolve("model.safetensors")));
        Ended evaluated = run("evaluate", out.toString());
        assertEquals(3, evaluated.code());
        assertTrue(evaluated.err().contains("this directory holds no trained model"), evaluated.err());
    }

    @Test
    void aSecondTrainingIntoTheDirectoryIsRefused() throws IOException {
        Path out = folder.resolve("busy");
        Files.createDirectories(out);
        try (DirectoryLock held = DirectoryLock.acquire(out)) {
            fails(
                    4,
                    out + ": another training writes here. Try: wait for it, stop it, or choose another --out",
                    train(out));
        }
    }

    @Test
    void whatIsThereIsNotReplacedUnasked() throws IOException {
        fails(
                2,
                trained
                        + " holds a run already. Try: another --out, --resume to go on with it, or --overwrite to replace it",
                train(trained));
        fails(2, data + " exists and is not a run directory. Try: another --out", train(data));
        fails(
                2,
                "--resume and --overwrite exclude each other",
                run("train", "--resume", "--overwrite", "--out", trained.toString()));
        fails(
                3,
                folder + "/none: no run to resume: run.json is missing. Try: leave --resume out to start one",
                run("train", "--resume", "--out", folder.resolve("none").toString()));
        fails(
                2,
                "this run was started with other settings (started with, asked for): width: 8, 16."
                        + " Try: leave them out when resuming, or train into another --out",
                run("train", "--resume", "--out", trained.toString(), "--set", "width=16"));
    }

    @Test
    void aFinishedRunHasNothingToGoOnWith() {
        Ended again = run("train", "--resume", "--out", trained.toString());
        assertEquals(0, again.code(), again.err());
        assertTrue(again.err().startsWith("Nothing to go on with: this run had finished before."), again.err());
        assertTrue(again.out().startsWith("Finished after epoch 3: "), again.out());
    }

    @Test
    void evaluateRanksBothSplitsAmongBothCandidates() throws IOException {
        Ended table = run("evaluate", trained.toString());
        assertEquals(0, table.code(), table.err());
        assertTrue(table.out().contains("test, among up to 999 sampled negatives\n"), table.out());
        assertTrue(table.out().contains("test, among all items of the domain\n"), table.out());
        assertEquals("", table.err());
        Ended json = run("evaluate", trained.toString(), "--split", "validation", "--candidates", "999", "--json");
        JsonNode report = new ObjectMapper().readTree(json.out());
        assertEquals(1, report.size());
        assertEquals("validation", report.get(0).path("split").asText());
        assertEquals(64, report.get(0).path("candidateHash").asText().length());
        int users = 0;
        for (String domain : DemoData.DOMAINS) {
            JsonNode metrics = report.get(0).path("domains").path(domain);
            users += metrics.path("users").asInt();
            assertTrue(metrics.path("hr10").asDouble() >= metrics.path("hr5").asDouble(), json.out());
        }
        assertEquals(60, users);
    }

    @Test
    void evaluateRefusesWhatItCannotDo() {
        String run = trained.toString();
        fails(2, "--split is 'train', expected test or validation", run("evaluate", run, "--split", "train"));
        fails(2, "--candidates is '50', expected 999 or all", run("evaluate", run, "--candidates", "50"));
        fails(
                3,
                data + ": a dataset, expected a run directory. Try: make one with interweave train",
                run("evaluate", data.toString()));
        fails(
                3,
                folder + "/none: no such run directory. Try: make one with interweave train",
                run("evaluate", folder.resolve("none").toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "nothing\nnowhere\n"})
    void aHistoryOfWhichNothingIsKnownGetsThePopularItems(String text) throws IOException {
        Path history = Files.writeString(folder.resolve("history.txt"), text);
        Ended ended = run("recommend", trained.toString(), "--history", history.toString(), "-k", "2", "--json");
        assertEquals(0, ended.code(), ended.err());
        JsonNode answers = new ObjectMapper().readTree(ended.out());
        for (JsonNode answer : answers) {
            assertEquals("popularity", answer.path("source").asText());
            assertEquals(2, answer.path("items").size());
        }
        assertTrue(
                ended.err().endsWith("Nothing of the history is known: these are the most popular items\n"),
                ended.err());
        assertEquals(
                text.contains("nothing"), ended.err().startsWith("2 of 2 items of the history are not"), ended.err());
    }

    @Test
    void aHistoryIsReadHoweverItIsWritten() throws IOException {
        String plain = recommended("film-001\nbook-002\nfilm-003\n");
        assertEquals(plain, recommended("\ufefffilm-001\r\nbook-002\r\n\r\nfilm-003"), "a byte order mark");
        assertEquals(plain, recommended("film-003,300\nfilm-001,100\nbook-002\t200\n"), "times");
        assertFalse(plain.equals(recommended("film-003\nbook-002\nfilm-001\n")), "the order counts");
        assertFalse(plain.contains("film-001"), "seen already");
    }

    private String recommended(String text) throws IOException {
        Path history = Files.write(folder.resolve("written.txt"), text.getBytes(StandardCharsets.UTF_8));
        Ended ended = run("recommend", trained.toString(), "--history", history.toString());
        assertEquals(0, ended.code(), ended.err());
        assertEquals("", ended.err());
        return ended.out();
    }

    @Test
    void unknownItemsAreSkippedAndCounted() throws IOException {
        Path history = Files.writeString(folder.resolve("some.txt"), "film-001\nnowhere\nbook-002\n");
        Ended ended = run("recommend", trained.toString(), "--history", history.toString(), "--domain", "books");
        assertEquals("1 of 3 items of the history are not in the dataset and were skipped\n", ended.err());
        assertTrue(ended.out().startsWith("books  item") && !ended.out().contains("film"), ended.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            film-001,soon;     1: the time is 'soon', expected a whole number of seconds
            a,b,c;             1: found 'a,b,c', expected an item id, or an item id, a comma or tab, and a time
            film-001,5\\nfilm-002;  1 of 2 lines have a time. Try: a time in every line, or in none
            """)
    void aHistoryThatCannotBeReadIsLocated(String text, String message) throws IOException {
        Path history = Files.writeString(folder.resolve("bad.txt"), text.replace("\\n", "\n"));
        Ended ended = run("recommend", trained.toString(), "--history", history.toString());
        fails(3, history + (message.startsWith("1:") ? ":" : ": ") + message, ended);
    }

    @Test
    void recommendRefusesWhatItCannotDo() {
        String run = trained.toString();
        fails(
                2,
                "unknown domain 'toys'. Known: films, books",
                run("recommend", run, "--user=user-0001", "--domain=toys"));
        fails(2, "-k is 0, expected 1 or more", run("recommend", run, "--user=user-0001", "-k=0"));
        fails(
                2,
                "Missing required argument (specify one of these): (--user=ID | --history=FILE)."
                        + " Try: interweave recommend --help",
                run("recommend", run));
        fails(
                3,
                folder + ": is a directory, expected a file with one item id per line",
                run("recommend", run, "--history", folder.toString()));
        Ended ended = run("recommend", run, "--user", "nobody");
        assertEquals(3, ended.code());
        assertTrue(
                ended.err().startsWith("interweave: user 'nobody' is not in the dataset (it holds 60 users"),
                ended.err());
    }

    @Test
    void parityTellsAgreementFromDifferenceFromDamage() throws IOException {
        Path fixture = Path.of("..", "golden", "merit", "base.safetensors");
        Ended ended = run("parity", fixture.toString());
        assertEquals(0, ended.code(), ended.out() + ended.err());
        assertTrue(ended.out().endsWith("1 of 1 fixtures agree\n"), ended.out());
        byte[] bytes = Files.readAllBytes(fixture);
        Path changed = folder.resolve("changed.safetensors");
        bytes[bytes.length - 1] ^= 0x40; // the exponent of the last number
        Files.write(changed, bytes);
        ended = run("parity", changed.toString());
        assertEquals(1, ended.code(), ended.out());
        assertTrue(ended.out().contains(changed + ": DIFFERS") && ended.out().contains("  off: "), ended.out());
        Files.write(changed, Arrays.copyOf(bytes, bytes.length - 4));
        ended = run("parity", changed.toString());
        assertEquals(3, ended.code());
        assertTrue(ended.err().contains("the file is cut off"), ended.err());
        fails(3, folder + ": is a directory, expected a safetensors file", run("parity", folder.toString()));
    }

    @Test
    void doctorTellsSoundDirectoriesFromOthers() {
        Ended ended = run("doctor", trained.toString(), data.toString());
        assertEquals(0, ended.code(), ended.out());
        for (String part : List.of(
                "Java ", "CPU ", "libtorch ", "loss kernel ", "run of merit, sound", "dataset, sound: 60 users")) {
            assertTrue(ended.out().contains(part), part + " in " + ended.out());
        }
        ended = run("doctor", folder.toString());
        assertEquals(3, ended.code());
        assertTrue(ended.out().contains("NOT SOUND: "), ended.out());
    }

    private static Ended train(Path out) {
        return run(command("train", data, out, SMALL));
    }

    private static String[] command(String name, Path directory, Path out, List<String> options) {
        List<String> words = new ArrayList<>(List.of(name, directory.toString(), "--out", out.toString()));
        words.addAll(options);
        return words.toArray(new String[0]);
    }

    private String here(String text) {
        String models = Models.ALL.stream().map(ModelEntry::id).collect(Collectors.joining(", "));
        return text.replace("{folder}", folder.toString()).replace("{models}", models);
    }

    private static void fails(int code, String message, Ended ended) {
        ended.failed(code, message);
    }
}
