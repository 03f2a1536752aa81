package org.interweave.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;

/**
 * A next-item batch in which a domain's items stand where they help to predict the domain. A step of the merged sequence whose target lies in domain k holds, in
 * the branch of k, the user's latest item of k so far; other steps hold none. So what only a domain knows is never asked for another domain's items.
 *
 * @param sequences the merged sequences, and the domains' branches aligned so; a large batch's branches end with tokens of nobody's, so that row counts repeat
 * @param domains what the steps with a target in each domain are to predict
 */
public record AlignedBatch(SequenceBatch sequences, List<DomainTargets> domains) {
    /**
     * Targets of one domain.
     *
     * @param targets their rows are rows of the merged pack
     * @param ownRows for each the row of the domain's own pack in the same slot; where the user has no item of the domain yet, the number of that pack's tokens [t]
     */
    public record DomainTargets(Targets targets, int[] ownRows) {}

    /** Aligns the inputs of a batch to its mixed targets. */
    public static AlignedBatch of(Catalog catalog, NextItemBatch batch) {
        SequenceBatch sequences = batch.sequences();
        List<Branch> branches = new ArrayList<>();
        List<DomainTargets> targets = new ArrayList<>();
        for (Domain domain : catalog.domains()) {
            Targets own = batch.mixed().in(domain);
            Alignment alignment = new Alignment(sequences, domain, own.rows());
            Branch branch = alignment.branch();
            branches.add(branch);
            targets.add(new DomainTargets(own, alignment.ownRows(branch.layout().tokens())));
        }
        return new AlignedBatch(new SequenceBatch(sequences.items(), sequences.mixed(), branches), targets);
    }

    /** Targets of all domains: input tokens that have something to predict. */
    public int targets() {
        return domains.stream().mapToInt(d -> d.targets.rows().length).sum();
    }

    /** One domain's branch in the making. */
    private static final class Alignment {
        private static final int NONE = -1;

        private final int window;
        private final int[] ownRows; // per target
        private final int[] starts; // per user
        private final int[] sources; // per token its row in the merged pack
        private final int[] slots; // per token
        private int tokens;

        /** @param steps rows of the merged pack with a target in the domain, ascending */
        Alignment(SequenceBatch sequences, Domain domain, int[] steps) {
            Layout merged = sequences.mixed().layout();
            window = merged.window();
            ownRows = new int[steps.length];
            starts = new int[merged.users() + 1];
            sources = new int[steps.length];
            slots = new int[steps.length];
            int target = 0;
            for (int u = 0; u < merged.users(); u++) {
                int latest = NONE;
                for (int row = merged.starts()[u]; row < merged.starts()[u + 1]; row++) {
                    latest = domain.owns(sequences.items()[row]) ? row : latest;
                    if (target < steps.length && steps[target] == row) {
                        ownRows[target++] = latest == NONE ? NONE : place(latest, merged.slots()[row]);
                    }
                }
                starts[u + 1] = tokens;
            }
        }

        private int place(int source, int slot) {
            sources[tokens] = source;
            slots[tokens] = slot;
            return tokens++;
        }

        int[] ownRows(int none) {
            return Arrays.stream(ownRows).map(row -> row == NONE ? none : row).toArray();
        }

        /** With tokens of nobody's at its end, which nothing reads, so that row counts repeat. */
        Branch branch() {
            int[] lengths = Filler.lengths(window, tokens);
            int all = tokens + Arrays.stream(lengths).sum();
            int[] rows = Arrays.copyOf(Arrays.copyOf(sources, tokens), all); // the batch's first item over and over
            int[] places = Arrays.copyOf(slots, all);
            int[] ends = Arrays.copyOf(starts, starts.length + lengths.length);
            for (int i = 0; i < lengths.length; i++) {
                int first = ends[starts.length - 1 + i];
                ends[starts.length + i] = first + lengths[i];
                for (int j = 0; j < lengths[i]; j++) {
                    places[first + j] = window - lengths[i] + j;
                }
            }
            return new Branch(new Layout(window, ends, places), rows, SequenceBatch.positions(ends));
        }
    }
}
