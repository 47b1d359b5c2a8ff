package dev.modelrouter.simulation;

/** In which order the targets of a request are asked: the strategies under test. */
enum Choice {
  /** As they stand in the route. */
  ORDERED {
    @Override
    double score(View view, int target, Dice dice) {
      return target;
    }
  },

  /** At random by weight: the sooner of exponential times with the weights as rates. */
  WEIGHTED {
    @Override
    double score(View view, int target, Dice dice) {
      return dice.exponential() / view.weight(target);
    }
  },

  /** Fewest attempts in flight first. */
  LEAST_BUSY {
    @Override
    double score(View view, int target, Dice dice) {
      return view.inFlight(target) + dice.uniform() / 2;
    }
  },

  /** The faster of two at random, then the others by speed; an unknown one is tried. */
  LOWEST_LATENCY {
    @Override
    double score(View view, int target, Dice dice) {
      return view.expectedNanos(target);
    }

    @Override
    void order(int[] targets, View view, Dice dice) {
      super.order(targets, view, dice);
      // Two at random of all: the best is left out as often as neither of the two is it.
      int n = targets.length;
      int one = (int) (dice.uniform() * n);
      int other = (one + 1 + (int) (dice.uniform() * (n - 1))) % n;
      int first = Math.min(one, other);
      int chosen = targets[first];
      System.arraycopy(targets, 0, targets, 1, first);
      targets[0] = chosen;
    }
  },

  /** Cheapest first. */
  LOWEST_COST {
    @Override
    double score(View view, int target, Dice dice) {
      return view.cost(target);
    }
  },

  /** The same target for the same conversation, by weight: a lot that the conversation draws. */
  AFFINITY {
    @Override
    double score(View view, int target, Dice dice) {
      Dice own = new Dice(view.conversation(), LUCK_OF_PLACES, target);
      return own.exponential() / view.weight(target);
    }
  };

  private static final long LUCK_OF_PLACES = 7;

  /** What may be known of the targets when a request comes. */
  interface View {
    int weight(int target);

    int inFlight(int target);

    /** Expected time of the whole answer; 0 if nothing is known. */
    long expectedNanos(int target);

    /** Which conversation the request belongs to. */
    long conversation();

    /** Expected dollars for the answer. */
    double cost(int target);
  }

  abstract double score(View view, int target, Dice dice);

  /** Sorts targets 0, 1, 2 … by score, the lowest first. */
  void order(int[] targets, View view, Dice dice) {
    double[] scores = new double[targets.length];
    for (int i = 0; i < targets.length; i++) {
      double score = score(view, i, dice);
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
