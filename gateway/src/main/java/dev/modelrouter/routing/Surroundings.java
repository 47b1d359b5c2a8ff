package dev.modelrouter.routing;

/** What the router sees of the world when it chooses. */
public interface Surroundings {

  /** How a target stands right now, for this request. */
  Standing standing(Target target, Features request);

  /** A number that decides what is drawn by lot, another one each time. */
  long seed();
}
