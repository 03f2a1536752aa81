package org.interweave.learn;

/** A raw item id and how strongly it is recommended; scores of one answer compare, those of different models do not. */
public record Recommendation(String item, double score) {}
