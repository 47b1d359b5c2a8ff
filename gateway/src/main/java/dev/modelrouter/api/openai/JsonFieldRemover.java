package dev.modelrouter.api.openai;

/** Takes a field out of a JSON object, with the comma that went with it. */
final class JsonFieldRemover {
  private JsonFieldRemover() {}

  /**
   * The object without the field.
   *
   * @param from the quote before the field's name
   * @param to behind its value
   */
  static byte[] remove(byte[] json, int from, int to) {
    int behind = to;
    while (blank(json[behind])) {
      behind++;
    }
    int begin = from;
    int end = to;
    if (json[behind] == ',') {
      end = behind + 1;
    } else {
      int before = from - 1;
      while (blank(json[before])) {
        before--;
      }
      begin = json[before] == ',' ? before : from;
    }
    byte[] rest = new byte[json.length - (end - begin)];
    System.arraycopy(json, 0, rest, 0, begin);
    System.arraycopy(json, end, rest, begin, json.length - end);
    return rest;
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
