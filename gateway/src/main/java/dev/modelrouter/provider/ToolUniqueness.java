package dev.modelrouter.provider;

import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.UnspeakableException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses two tools of one name for providers that would refuse the whole request for them. */
public final class ToolUniqueness {
  private ToolUniqueness() {}

  /**
   * Checks the tools.
   *
   * @throws UnspeakableException if two have the same name
   */
  public static void require(List<Tool> tools) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tools.size(); i++) {
      if (!names.add(tools.get(i).name())) {
        String place = "tools[" + i + "].name";
        throw new UnspeakableException(
            place, place + " is the name of an earlier tool too; give each tool its own");
      }
    }
  }
}
