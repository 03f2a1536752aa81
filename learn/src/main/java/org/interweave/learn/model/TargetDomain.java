package org.interweave.learn.model;

import java.util.Arrays;
import java.util.OptionalInt;
import org.interweave.core.data.Catalog;

/** The domain that a model is for, as a setting names it; the empty name stands for all. */
public final class TargetDomain {
    private TargetDomain() {}

    /** The domain's index, or nothing for all. */
    public static OptionalInt of(String name, Catalog catalog) {
        return name.isEmpty() ? OptionalInt.empty() : OptionalInt.of(catalog.indexOf(name));
    }

    /** The domain's index, for models that cannot do without. */
    public static int required(String name, Catalog catalog) {
        return of(name, catalog)
                .orElseThrow(() -> new IllegalArgumentException(
                        "this model recommends items of one domain, and target names none. Try: --target "
                                + catalog.domain(0).name() + ", or another of: "
                                + catalog.domains().stream().map(d -> d.name()).toList()));
    }

    /** Per domain how many negatives: n of the target, none of the others; n of all without a target. */
    public static int[] negatives(int n, String name, Catalog catalog) {
        OptionalInt target = of(name, catalog);
        int[] perDomain = new int[catalog.domainCount()];
        if (target.isPresent()) {
            perDomain[target.getAsInt()] = n;
        } else {
            Arrays.fill(perDomain, n);
        }
        return perDomain;
    }
}
