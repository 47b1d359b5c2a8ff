package dev.modelrouter.routing;

import org.jspecify.annotations.Nullable;

/** Whose request it is, as far as that decides where it goes. */
public interface CallerContext {
  /** Nobody in particular. */
  CallerContext ANONYMOUS =
      new CallerContext() {
        @Override
        public String caller() {
          return "";
        }

        @Override
        public @Nullable String header(String name) {
          return null;
        }
      };

  /** The caller's name; not a secret. */
  String caller();

  /** A header of the request by its name in lower case. */
  @Nullable String header(String name);
}
