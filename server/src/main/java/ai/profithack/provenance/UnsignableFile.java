package ai.profithack.provenance;

/// A file into which no credentials can be written without breaking it; the message says why.
public class UnsignableFile extends Exception {
  UnsignableFile(String message) {
    super(message);
  }
}
