package dev.modelrouter.simulation;

/** In which order the targets of a request are asked: the strategies under test. */
enum SimulatedStrategy {
  /** As they stand in the route. */
  ORDERED {
    @Override
    double score(TargetView targetView, int target, SeededRandom seededRandom) {
      return target;
    }
  },

  /** At random by weight: the sooner of exponential times with the weights as rates. */
  WEIGHTED {
    @Override
    double score(TargetView targetView, int target, SeededRandom seededRandom) {
      return seededRandom.exponential() / targetView.weight(target);
    }
  },

  /** Fewest attempts in flight first. */
  LEAST_BUSY {
    @Override
    double score(TargetView targetView, int target, SeededRandom seededRandom) {
      return targetView.inFlight(target) + seededRandom.uniform() / 2;
    }
  },

  /** The faster of two at random, then the others by speed; an unknown one is tried. */
  LOWEST_LATENCY {
    @Override
    double score(TargetView targetView, int target, SeededRandom seededRandom) {
      return targetView.expectedNanos(target);
    }

    @Override
    void order(int[] targets, TargetView targetView, SeededRandom seededRandom) {
      super.order(targets, targetView, seededRandom);
      // Two at random of all: the best is left out as often as neither of the two is it.
      int n = targets.length;
      int one = (int) (seededRandom.uniform() * n);
      int other = (one + 1 + (int) (seededRandom.uniform() * (n - 1))) % n;
      int first = Math.min(one, other);
      int chosen = targets[first];
      System.arraycopy(targets, 0, targets, 1, first);
      targets[0] = chosen;
    }
  },

  /** Cheapest first. */
  LOWEST_COST {
    @Override
    double score(TargetView targetView, int target, SeededRandom seededRandom) {
      return targetView.cost(target);
    }
  },

  /** The same target for the same conversation, by weight: a lot that the conversation draws. */
  AFFINITY {
    @Override
    double score(TargetView targetView, int target, SeededRandom seededRandom) {
      SeededRandom own = new SeededRandom(targetView.conversation(), LUCK_OF_PLACES, target);
      return own.exponential() / targetView.weight(target);
    }
  };

  private static final long LUCK_OF_PLACES = 7;

  /** What may be known of the targets when a request comes. */
  interface TargetView {
    int weight(int target);

    int inFlight(int target);

    /** Expected time of the whole answer; 0 if nothing is known. */
    long expectedNanos(int target);

    /** Which conversation the request belongs to. */
    long conversation();

    /** Expected dollars for the answer. */
    double cost(int target);
  }

  abstract double score(TargetView targetView, int target, SeededRandom seededRandom);

  /** Sorts targets 0, 1, 2 … by score, the lowest first. */
  void order(int[] targets, TargetView targetView, SeededRandom seededRandom) {
    double[] scores = new double[targets.length];
    for (int i = 0; i < targets.length; i++) {
      double score = score(targetView, i, seededRandom);
      int place = i;
      while (place > 0 && scores[place - 1] > score) {
        scores[place] = scores[place - 1];
        targets[place] = targets[place - 1];
        place--;
      }
      scores[place] = score;
      targets[place] = i;
    }
  }
}
