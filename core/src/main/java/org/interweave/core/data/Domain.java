package org.interweave.core.data;

import java.util.Arrays;

/** A domain and its contiguous range of item ids, both ends included. */
public record Domain(String name, int firstItem, int lastItem) {
    public Domain {
        if (firstItem < 1 || lastItem < firstItem) {
            throw new IllegalArgumentException("domain " + name + " has items " + firstItem + ".." + lastItem
                    + ", expected at least one, from 1 on");
        }
    }

    public int size() {
        return lastItem - firstItem + 1;
    }

    public boolean owns(int item) {
        return item >= firstItem && item <= lastItem;
    }

    /** The domain's items among these, in their order, numbered within the domain: its first is 1. */
    public int[] placesOf(int[] items) {
        return Arrays.stream(items)
                .filter(this::owns)
                .map(item -> item - firstItem + 1)
                .toArray();
    }
}
