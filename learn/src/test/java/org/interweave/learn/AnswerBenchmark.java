package org.interweave.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import org.interweave.core.data.Dataset;
import org.interweave.core.split.Split;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.train.EvaluationReport;
import org.interweave.learn.train.EvaluationReport.Among;
import org.interweave.learn.train.TrainedRun;

/**
 * Times what a trained run answers: evaluations and single requests. Not a test: it prints a JSON record.
 *
 * <p>Arguments: a run directory. Start it with the launcher's settings of the environment, on a machine with nothing else to do.
 */
public final class AnswerBenchmark {
    private static final int WARM_UP = 500;
    private static final int REQUESTS = 1_000;

    private AnswerBenchmark() {}

    /** @param first seconds of the first evaluation in the process, which also compiles; second those of the one after it */
    record Ranking(String among, int users, double first, double second) {}

    /** Milliseconds. */
    record Latency(int threads, double median, double p90, double p99, double most, double requestsPerSecond) {}

    record Answers(
            String date,
            Map<String, Object> machine,
            String model,
            Precision precision,
            int items,
            double openSeconds,
            List<Ranking> evaluations,
            int historyItems,
            List<Latency> requests) {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path path = Path.of(arguments[0]);
        long start = System.nanoTime();
        TrainedRun run = TrainedRun.open(path);
        double open = secondsSince(start);
        int threads = Torch.threads();
        List<Ranking> rankings = List.of(ranking(run, Among.SAMPLED), ranking(run, Among.ALL));
        Recommendations recommendations = Recommendations.open(path);
        Dataset dataset = run.dataset();
        int user = longest(dataset);
        Recommendations.Request request =
                recommendations.forUser(dataset.userId(user)).in(largest(dataset));
        latency(request, 1, WARM_UP);
        Answers answers = new Answers(
                LocalDate.now(ZoneOffset.UTC).toString(),
                machine(threads),
                run.config().model(),
                run.config().training().precision(),
                dataset.catalog().items(),
                open,
                rankings,
                Math.min(dataset.inputWindow(), dataset.sequences().length(user)),
                List.of(latency(request, 1, REQUESTS), latency(request, threads, REQUESTS)));
        System.out.println(
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(answers));
    }

    private static Map<String, Object> machine(int threads) {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("threads", threads);
        machine.put("kernels", Torch.cpuCapability());
        machine.put("libtorch", Torch.version());
        machine.put("java", System.getProperty("java.version"));
        return machine;
    }

    private static Ranking ranking(TrainedRun run, Among among) {
        double[] seconds = new double[2];
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            EvaluationReport.of(run, Split.TEST, among, done -> {});
            seconds[i] = secondsSince(start);
        }
        return new Ranking(among == Among.ALL ? "all" : "999", run.users(Split.TEST), seconds[0], seconds[1]);
    }

    private static int longest(Dataset dataset) {
        int longest = 0;
        for (int user = 1; user < dataset.sequences().users(); user++) {
            longest = dataset.sequences().length(user) > dataset.sequences().length(longest) ? user : longest;
        }
        return longest;
    }

    private static String largest(Dataset dataset) {
        return dataset.catalog().domains().stream()
                .reduce((a, b) -> b.size() > a.size() ? b : a)
                .orElseThrow()
                .name();
    }

    private static Latency latency(Recommendations.Request request, int threads, int requests)
            throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<double[]>> running = new ArrayList<>();
        long start = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            running.add(pool.submit(() -> times(request, requests)));
        }
        List<double[]> times = new ArrayList<>();
        for (Future<double[]> one : running) {
            times.add(one.get());
        }
        double seconds = secondsSince(start);
        pool.shutdown();
        double[] sorted =
                times.stream().flatMapToDouble(DoubleStream::of).sorted().toArray();
        return new Latency(
                threads,
                sorted[sorted.length / 2],
                sorted[sorted.length * 9 / 10],
                sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1],
                sorted.length / seconds);
    }

    private static double[] times(Recommendations.Request request, int requests) {
        double[] milliseconds = new double[requests];
        Arrays.setAll(milliseconds, i -> {
            long start = System.nanoTime();
            request.top(10);
            return 1e3 * secondsSince(start);
        });
        return milliseconds;
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
