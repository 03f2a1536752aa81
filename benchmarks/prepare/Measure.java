import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the benchmark as {@code run} describes it; a process is measured from outside, as a whole. */
final class Measure {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int SCANNED_USERS = 200;
    private static final long SAMPLE_MILLIS = 20;
    /** A sample this late means that the machine slept or that all of this was stopped from outside: the gap is no working time. */
    private static final double LATE_SECONDS = 1;

    /** Clock ticks a second in /proc, the same on every Linux. */
    private static final double TICKS = 100;

    private final Path root;
    private final Map<String, String> options = new LinkedHashMap<>(Map.of(
            "rows", "10000000", "memory", "1g 2g 4g", "threads", Integer.toString(Runtime.getRuntime().availableProcessors()),
            "form", "plain", "ids", "amazon", "seed", "7", "folder", System.getProperty("java.io.tmpdir"), "pandas", "yes", "record", "yes"));
    private final Path work;

    /** What a process took; {@code paused} is not in its seconds, {@code others} is what everything else on the machine took of its cores meanwhile. */
    private record Taken(double seconds, double paused, double others, double user, double system, long peakBytes, long spilledBytes, String output) {
        ObjectNode json(String what) {
            ObjectNode node = JSON.createObjectNode().put("what", what).put("seconds", seconds).put("pausedSeconds", paused).put("othersCpuSeconds", others);
            return node.put("userSeconds", user)
                    .put("systemSeconds", system)
                    .put("peakBytes", peakBytes)
                    .put("spilledBytes", spilledBytes);
        }
    }

    private Measure(Path root, String[] args) throws IOException {
        this.root = root;
        for (int i = 1; i < args.length; i += 2) {
            String name = args[i].replaceFirst("^--", "");
            if (!options.containsKey(name) || i + 1 == args.length)
                throw new IllegalArgumentException(args[i] + ": expected one of " + options.keySet() + " and its value");
            options.put(name, args[i + 1]);
        }
        work = Files.createTempDirectory(Path.of(options.get("folder")), "interweave-benchmark-");
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    public static void main(String[] args) throws Exception {
        try {
            new Measure(Path.of(args[0]), args).run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println("benchmark: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        Path input = work.resolve("input");
        say("generating 2 x " + options.get("rows") + " rows");
        take("generate", work.resolve("temp"), List.of(java(), root.resolve("benchmarks/prepare/Generate.java").toString(), input.toString(),
                options.get("rows"), options.get("seed"), options.get("form"), options.get("ids")));
        String ending = options.get("form").equals("gzip") ? ".csv.gz" : ".csv";
        Path books = input.resolve("books" + ending);
        Path films = input.resolve("films" + ending);
        ObjectNode record = record(Files.size(books) + Files.size(films));
        ObjectNode made = null;
        Path dataset = null;
        for (String memory : options.get("memory").split("[ ,]+")) {
            Path out = work.resolve("dataset-" + memory);
            Taken taken = prepare(memory, books, films, out);
            ObjectNode run = taken.json("interweave").put("memory", memory);
            ObjectNode result = result(out);
            if (made != null && !made.equals(result))
                throw new IllegalStateException("with memory " + memory + " another dataset came out: " + result + " after " + made);
            made = result;
            dataset = out;
            record.withArray("runs").add(run);
            say(String.format("interweave --memory %s: %.1f s, %.1f GB", memory, taken.seconds, taken.peakBytes / 1e9));
        }
        record.set("result", made);
        record.put("engine", JSON.readTree(dataset.resolve("provenance.json").toFile()).get("engine").asText());
        if (options.get("pandas").equals("yes")) pandas(record, books, films, dataset);
        if (options.get("record").equals("yes")) keep(record);
        else say(JSON.writeValueAsString(record));
    }

    private Taken prepare(String memory, Path books, Path films, Path out) throws IOException, InterruptedException {
        Path temp = Files.createDirectories(work.resolve("temp"));
        return take("interweave", temp, List.of(root.resolve("interweave").toString(), "prepare", "--domain", "books=" + books,
                "--domain", "films=" + films, "--out", out.toString(), "--memory", memory, "--threads", options.get("threads"),
                "--temp", temp.toString()));
    }

    private void pandas(ObjectNode record, Path books, Path films, Path dataset) throws IOException, InterruptedException {
        Optional<String> python = python();
        if (python.isEmpty()) {
            say("SKIPPED pandas: no python3 that imports it was found. Try: apt-get install python3-pandas. The record has Interweave's numbers only.");
            return;
        }
        Path out = work.resolve("pandas");
        Taken taken = take("pandas", work.resolve("temp"), List.of(python.get(), root.resolve("benchmarks/prepare/pandas_prepare.py").toString(),
                books.toString(), films.toString(), out.toString(), Integer.toString(SCANNED_USERS)));
        JsonNode said = JSON.readTree(taken.output);
        for (String counted : List.of("users", "items", "interactions"))
            if (!said.get(counted).equals(record.at("/result/" + counted)))
                throw new IllegalStateException(counted + ": pandas " + said.get(counted) + ", Interweave " + record.at("/result/" + counted));
        requireEqual(dataset, out.resolve("sequences.txt"));
        double scanning = said.get("secondsOfScanning").asDouble();
        Taken withoutScanning = new Taken(taken.seconds - scanning, taken.paused, taken.others, taken.user - scanning, taken.system, taken.peakBytes, 0, "");
        ObjectNode run = withoutScanning.json("pandas").put("version", said.get("pandas").asText());
        run.set("parts", said.get("seconds"));
        double each = scanning / said.get("scannedUsers").asInt();
        run.put("secondsOfScanningSaveExtrapolated", each * said.get("users").asInt());
        record.withArray("runs").add(run);
        say(String.format("pandas: %.1f s, %.1f GB; the same sequences", withoutScanning.seconds, taken.peakBytes / 1e9));
    }

    private Optional<String> python() throws IOException, InterruptedException {
        for (String candidate : List.of("python3", "/usr/bin/python3")) {
            try {
                if (new ProcessBuilder(candidate, "-c", "import pandas").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start().waitFor() == 0) return Optional.of(candidate);
            } catch (IOException missing) {
                continue;
            }
        }
        return Optional.empty();
    }

    /** Counts and checksums of a dataset, as its manifest has them. */
    private static ObjectNode result(Path dataset) throws IOException {
        JsonNode manifest = JSON.readTree(dataset.resolve("manifest.json").toFile());
        ObjectNode result = JSON.createObjectNode();
        result.set("users", manifest.get("users"));
        for (JsonNode domain : manifest.get("domains")) {
            result.withArray("items").add(domain.get("items"));
            result.withArray("interactions").add(domain.get("interactions"));
        }
        for (String file : List.of("items.i32", "times.i64", "offsets.i64", "items.tsv", "users.tsv"))
            result.withObject("/sha256").set(file, manifest.at("/files/" + file + "/sha256"));
        return result;
    }

    /** The dataset's sequences are those of a text file with a line "user item|ts item|ts" per user. */
    private static void requireEqual(Path dataset, Path text) throws IOException {
        ByteBuffer items = numbers(dataset.resolve("items.i32"));
        ByteBuffer times = numbers(dataset.resolve("times.i64"));
        ByteBuffer offsets = numbers(dataset.resolve("offsets.i64"));
        try (BufferedReader lines = Files.newBufferedReader(text)) {
            for (int user = 0; user < offsets.capacity() / 8 - 1; user++) {
                StringBuilder ours = new StringBuilder().append(user);
                for (int i = (int) offsets.getLong(8 * user); i < offsets.getLong(8 * user + 8); i++)
                    ours.append(' ').append(items.getInt(4 * i)).append('|').append(times.getLong(8 * i));
                String theirs = lines.readLine();
                if (!ours.toString().equals(theirs))
                    throw new IllegalStateException("user " + user + ": pandas wrote '" + theirs + "', Interweave '" + ours + "'");
            }
        }
    }

    private static ByteBuffer numbers(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Taken take(String what, Path spill, List<String> command) throws IOException, InterruptedException {
        File output = work.resolve(what + ".out").toFile();
        File errors = work.resolve(what + ".err").toFile();
        double[] before = childrenSeconds();
        double busy = busySeconds();
        long started = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectOutput(output).redirectError(errors).start();
        long peak = 0;
        long spilled = 0;
        double paused = 0;
        long sampled = started;
        do {
            long now = System.nanoTime();
            paused += pause(now - sampled);
            sampled = now;
            peak = Math.max(peak, highWater(process.pid()));
            spilled = Math.max(spilled, size(spill));
        } while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS));
        long ended = System.nanoTime();
        paused += pause(ended - sampled);
        double seconds = (ended - started) / 1e9 - paused;
        double[] after = childrenSeconds();
        if (process.exitValue() != 0)
            throw new IllegalStateException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + Files.readString(errors.toPath()));
        double user = after[0] - before[0];
        double system = after[1] - before[1];
        double others = Math.max(0, busySeconds() - busy - user - system);
        return new Taken(seconds, paused, others, user, system, peak, spilled, Files.readString(output.toPath()));
    }

    private static double pause(long nanos) {
        return nanos / 1e9 > LATE_SECONDS ? nanos / 1e9 : 0;
    }

    /** User and system time of the processes that were started here and have ended. */
    private static double[] childrenSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new double[] {Long.parseLong(fields[13]) / TICKS, Long.parseLong(fields[14]) / TICKS};
    }

    /** Seconds that all cores together were not idle since the machine started. */
    private static double busySeconds() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
        return (Long.parseLong(fields[1]) + Long.parseLong(fields[2]) + Long.parseLong(fields[3])) / TICKS;
    }

    private static long highWater(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(l -> l.startsWith("VmHWM:")).mapToLong(l -> 1024 * Long.parseLong(l.replaceAll("[^0-9]", ""))).findFirst().orElse(0);
        } catch (IOException | java.io.UncheckedIOException ended) {
            return 0;
        }
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(f -> f.toFile().isFile() ? f.toFile().length() : 0).sum();
        } catch (IOException | java.io.UncheckedIOException removedMeanwhile) {
            return 0;
        }
    }

    private ObjectNode record(long bytes) throws IOException, InterruptedException {
        ObjectNode record = JSON.createObjectNode().put("date", LocalDate.now().toString()).put("commit", commit());
        ObjectNode machine = record.putObject("machine");
        machine.put("cpu", line("/proc/cpuinfo", "model name")).put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("memoryBytes", 1024 * Long.parseLong(line("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")));
        machine.put("java", System.getProperty("java.version")).put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        ObjectNode input = record.putObject("input");
        input.put("rowsPerDomain", Long.parseLong(options.get("rows"))).put("bytes", bytes);
        input.put("form", options.get("form")).put("ids", options.get("ids")).put("seed", Long.parseLong(options.get("seed")));
        record.put("threads", Integer.parseInt(options.get("threads")));
        return record;
    }

    private String commit() throws IOException, InterruptedException {
        boolean changed = !git("status", "--porcelain", "--untracked-files=no").isEmpty();
        return git("rev-parse", "--short", "HEAD") + (changed ? "-changed" : "");
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        return process.waitFor() == 0 ? said : "unknown";
    }

    private static String line(String file, String key) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(l -> l.startsWith(key)).map(l -> l.substring(l.indexOf(':') + 1).strip()).findFirst().orElse("unknown");
        }
    }

    private void keep(ObjectNode record) throws IOException {
        Path file = root.resolve("benchmarks/prepare/records/" + options.get("rows") + "-" + options.get("form") + "-" + options.get("ids") + "-"
                + record.get("commit").asText() + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, JSON.writeValueAsString(record) + "\n");
        say("wrote " + root.relativize(file) + ". Next: benchmarks/prepare/render");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void say(String text) {
        System.out.println(text);
    }

    /** Also on Ctrl-C: a process that goes on would write its files again. */
    private void stop() {
        ProcessHandle.current().children().forEach(child -> {
            child.destroy();
            child.onExit().join();
        });
        delete(work);
    }

    private static void delete(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path each : found.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException e) {
            System.err.println("could not remove " + folder + ": " + e.getMessage());
        }
    }
}
