package org.interweave.learn;

/** The places of the highest scores, found with a heap of k places whose root is the one to give way. Of equal scores the earlier place is the better. */
final class TopScores {
    private final float[] scores;
    private final int[] heap;
    private int size;

    private TopScores(float[] scores, int k) {
        this.scores = scores;
        this.heap = new int[Math.min(k, scores.length)];
    }

    /** The places of the k best, best first; fewer if there are fewer. Those left out do not count. */
    static int[] of(float[] scores, boolean[] leftOut, int k) {
        TopScores top = new TopScores(scores, k);
        for (int i = 0; i < scores.length; i++) {
            if (!leftOut[i]) {
                top.offer(i);
            }
        }
        return top.bestFirst();
    }

    private void offer(int place) {
        if (size < heap.length) {
            heap[size++] = place;
            if (size == heap.length) {
                for (int i = size / 2 - 1; i >= 0; i--) {
                    sink(i);
                }
            }
        } else if (scores[place] > scores[heap[0]]) { // an equal one comes later, so it is not better
            heap[0] = place;
            sink(0);
        }
    }

    private void sink(int from) {
        int parent = from;
        int moved = heap[parent];
        for (int child; (child = 2 * parent + 1) < size; parent = child) {
            if (child + 1 < size && worse(heap[child + 1], heap[child])) {
                child++;
            }
            if (!worse(heap[child], moved)) {
                break;
            }
            heap[parent] = heap[child];
        }
        heap[parent] = moved;
    }

    private boolean worse(int a, int b) {
        return scores[a] < scores[b] || scores[a] == scores[b] && a > b;
    }

    private int[] bestFirst() {
        for (int i = size / 2 - 1; size < heap.length && i >= 0; i--) { // fewer than k: no heap yet
            sink(i);
        }
        int[] sorted = new int[size];
        while (size > 0) {
            sorted[size - 1] = heap[0];
            heap[0] = heap[--size];
            sink(0);
        }
        return sorted;
    }
}
