package ai.profithack.moderation;

import ai.profithack.kernel.Printable;

/// Why nothing came of a piece of work. `sentence`: for people, printable whatever it quotes.
record Failure(Fault fault, String sentence) {
  private static final int SENTENCE_MAX = 1_000;

  Failure {
    sentence = Printable.of(sentence, SENTENCE_MAX);
  }

  static Failure ofFile(String sentence) {
    return new Failure(Fault.FILE, sentence);
  }
}
