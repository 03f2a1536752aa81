package org.interweave.core.data;

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
}
