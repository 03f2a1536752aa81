package org.interweave.core.data;

import java.util.List;
import java.util.stream.Collectors;

/** The item ids of all domains: 1..I, each domain owning one contiguous range. The only place that compares an id with a boundary. */
public record Catalog(List<Domain> domains) {
    public Catalog {
        domains = List.copyOf(domains);
        int next = 1;
        for (Domain domain : domains) {
            if (domain.firstItem() != next) {
                throw new IllegalArgumentException(
                        "domain " + domain.name() + " starts at item " + domain.firstItem() + ", expected " + next);
            }
            next = domain.lastItem() + 1;
        }
        if (domains.isEmpty()) {
            throw new IllegalArgumentException("a catalogue has at least 1 domain, found none");
        }
    }

    /** I, the number of items and the largest id. */
    public int items() {
        return domains.get(domains.size() - 1).lastItem();
    }

    public int domainCount() {
        return domains.size();
    }

    public Domain domain(int index) {
        return domains.get(index);
    }

    /** One domain as a whole catalogue: its first item is item 1. */
    public Catalog only(int index) {
        return new Catalog(
                List.of(new Domain(domain(index).name(), 1, domain(index).size())));
    }

    /** The index of the domain that owns the item. */
    public int domainOf(int item) {
        if (item >= 1) {
            for (int k = 0; k < domains.size(); k++) {
                if (item <= domains.get(k).lastItem()) {
                    return k;
                }
            }
        }
        throw new IllegalArgumentException("item " + item + " is outside the catalogue 1.." + items());
    }

    /** The index of the domain of that name. */
    public int indexOf(String name) {
        for (int k = 0; k < domains.size(); k++) {
            if (domains.get(k).name().equals(name)) {
                return k;
            }
        }
        throw new IllegalArgumentException("unknown domain '" + name + "'. Known: "
                + domains.stream().map(Domain::name).collect(Collectors.joining(", ")));
    }
}
