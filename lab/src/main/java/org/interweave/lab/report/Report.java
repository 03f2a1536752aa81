package org.interweave.lab.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.interweave.lab.record.Records;
import org.interweave.learn.train.EvaluationReport;
import org.interweave.learn.train.EvaluationReport.Among;

/**
 * What the records of a directory add up to.
 *
 * @param text what the report is about, in a few sentences
 * @param overview a row per data set
 * @param sections one per data set
 * @param runs the records shown, by name
 * @param outside how many of them stand in no table of systems, because of their settings
 */
public record Report(
        String title,
        String text,
        DataTable overview,
        List<Section> sections,
        Map<String, Records.Kept> runs,
        int outside) {
    /**
     * Works everything out.
     *
     * @param studies only data sets of these names; all for an empty list
     * @param shared settings, as {@code name=value}, that the runs of the tables have instead of their systems' own
     */
    public static Report of(
            List<Records.Kept> records, PublishedNumbers paper, List<String> studies, List<String> shared)
            throws IOException {
        Set<String> found = new LinkedHashSet<>();
        paper.studies().forEach(found::add);
        records.forEach(kept -> found.add(StudyRecords.base(kept.record().study())));
        for (String study : studies) {
            if (!found.contains(study)) {
                throw new IllegalArgumentException(
                        "no records of a study " + study + ". Known: " + String.join(", ", found));
            }
        }
        List<Records.Kept> shown = records.stream()
                .filter(kept -> studies.isEmpty()
                        || studies.contains(StudyRecords.base(kept.record().study())))
                .toList();
        List<StudyRecords> groups = StudyRecords.group(shown, shared);
        List<Section> sections = new ArrayList<>();
        for (String base : found) {
            if (groups.stream().anyMatch(group -> group.base().equals(base)) || studies.contains(base)) {
                sections.addAll(sections(base, groups, paper));
            }
        }
        List<String> bases = found.stream()
                .filter(base -> studies.isEmpty() || studies.contains(base))
                .toList();
        Map<String, Records.Kept> runs = new TreeMap<>();
        shown.forEach(kept -> runs.put(kept.name(), kept));
        return new Report(
                title(bases, paper),
                text(shown.size(), shared),
                Overview.table(bases, groups, paper),
                sections,
                runs,
                groups.stream().mapToInt(group -> group.other().size()).sum());
    }

    private static String title(List<String> bases, PublishedNumbers paper) {
        return "Interweave: "
                + (bases.stream().anyMatch(paper.studies()::contains) ? "the MERIT study" : String.join(", ", bases));
    }

    private static String text(int records, List<String> shared) {
        return "Every number here is worked out from the records of " + records + (records == 1 ? " run" : " runs")
                + ", none is typed. Models are tested on each user's last interaction, on the epoch that validation chose; "
                + "metrics are between 0 and 1, higher is better. Click a number to see which runs it comes from."
                + (shared.isEmpty()
                        ? ""
                        : " Runs in the tables have these settings: " + String.join(", ", shared) + ".");
    }

    private static List<Section> sections(String base, List<StudyRecords> groups, PublishedNumbers paper)
            throws IOException {
        List<StudyRecords> ordinary = new ArrayList<>(
                groups.stream().filter(group -> group.study().equals(base)).toList());
        List<StudyRecords> companions = groups.stream()
                .filter(group -> group.isCompanion() && group.base().equals(base))
                .toList();
        if (ordinary.isEmpty()) {
            List<String> domains = companions.isEmpty()
                    ? paper.domains(base)
                    : companions.get(0).domains();
            ordinary.add(StudyRecords.none(base, domains));
        }
        List<Section> sections = new ArrayList<>();
        for (StudyRecords study : ordinary) {
            sections.add(section(study, study == ordinary.get(0) ? companions : List.of(), paper));
        }
        return sections;
    }

    private static Section section(StudyRecords study, List<StudyRecords> companions, PublishedNumbers paper)
            throws IOException {
        SystemTables tables = new SystemTables(study, paper);
        List<Exhibit> exhibits =
                new ArrayList<>(List.of(tables.table2(), tables.table3(), tables.table3Significance()));
        Figures.figure3(study, paper).ifPresent(exhibits::add);
        Figures.figure7(study).ifPresent(exhibits::add);
        LearningCurves.figure(study).ifPresent(exhibits::add);
        exhibits.add(tables.fullRanking());
        for (StudyRecords companion : companions) {
            exhibits.add(new SystemTables(companion, paper).companion(study));
        }
        exhibits.add(ColdTargets.table(study));
        exhibits.add(RunTables.summands(study));
        exhibits.add(RunTables.otherSettings(study));
        LearningCurves.ofOtherSettings(study).ifPresent(exhibits::add);
        List<StudyRecords> all =
                Stream.concat(Stream.of(study), companions.stream()).toList();
        exhibits.add(RunTables.all(study.id(), all));
        exhibits.removeIf(exhibit -> exhibit instanceof DataTable table && table.isEmpty());
        return new Section(study.id(), study.title(), text(study), exhibits);
    }

    private static String text(StudyRecords study) {
        if (study.own().isEmpty()) {
            return study.other().isEmpty()
                    ? "No runs yet."
                    : "No run has its system's own settings; those with other settings stand at the end. "
                            + "If all runs share settings, name them with --set when making the report.";
        }
        Records.Kept first = study.own().get(0);
        String users = study.domains().stream()
                .map(domain -> domain + " ("
                        + study.own().stream()
                                .flatMap(kept -> StudyRecords.metrics(kept, Among.SAMPLED, domain).stream())
                                .findFirst()
                                .map(metrics -> Numbers.count(metrics.users()) + " test users")
                                .orElse("no test users")
                        + ")")
                .collect(Collectors.joining(", "));
        String lists = study.own().stream()
                .flatMap(kept -> StudyRecords.evaluation(kept, Among.SAMPLED).stream())
                .map(EvaluationReport::candidateHash)
                .distinct()
                .map(StudyRecords::shortened)
                .collect(Collectors.joining(", "));
        return "Domains: " + users + ". Dataset " + StudyRecords.shortened(study.dataset()) + ", ties by "
                + first.record().ties() + ", candidate lists " + lists + ".";
    }
}
