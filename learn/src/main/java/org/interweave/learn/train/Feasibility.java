package org.interweave.learn.train;

import java.util.Arrays;
import org.interweave.core.data.DataException;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Domain;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.learn.model.Models;

/** Whether a configuration can be trained on a dataset, found out before anything is written. */
public final class Feasibility {
    private Feasibility() {}

    /** Refuses a dataset that nobody can be trained on, and more negatives than the data can give. */
    public static void require(Dataset dataset, RunConfig config) {
        LeaveOneOut split = new LeaveOneOut(dataset.sequences(), dataset.inputWindow());
        int[] users = split.trainingUsers();
        if (users.length == 0) {
            throw new DataException(dataset.path() + ": no user has 4 interactions (2 to train on, 2 held out)."
                    + " Try: prepare with a larger --min-user, or more data");
        }
        int[] negatives = Models.byId(config.model()).negatives(config.settings(), dataset.catalog());
        int[] most = mostItemsOfOneUser(dataset, split, users);
        for (int k = 0; k < most.length; k++) {
            Domain domain = dataset.catalog().domain(k);
            int free = domain.size() - most[k];
            if (negatives[k] > free) {
                throw new IllegalArgumentException("negatives (" + negatives[k] + ") must be at most " + free + " for "
                        + dataset.path()
                        + ": domain " + domain.name() + " holds " + domain.size() + " items, and one user has "
                        + most[k]
                        + " of them. Try: " + (free > 0 ? "--set negatives=" + free : "a dataset with more items"));
            }
        }
    }

    /** Per domain, how many distinct items a single user may not get as negatives. */
    private static int[] mostItemsOfOneUser(Dataset dataset, LeaveOneOut split, int[] users) {
        int[] most = new int[dataset.catalog().domainCount()];
        for (int user : users) {
            int[] own = new int[most.length];
            Arrays.stream(split.trainingItems(user))
                    .distinct()
                    .forEach(item -> own[dataset.catalog().domainOf(item)]++);
            for (int k = 0; k < most.length; k++) {
                most[k] = Math.max(most[k], own[k]);
            }
        }
        return most;
    }
}
