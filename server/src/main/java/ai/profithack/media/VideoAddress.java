package ai.profithack.media;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A web address that a video may be fetched from, as far as that can be said without asking
/// anybody.
///
/// `host`: in lower case; an IPv6 address in its brackets.
record VideoAddress(URI uri, String host, int port, Optional<InetAddress> literal) {
  private static final int LENGTH_MAX = 2_048;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final String NAME =
      "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*";

  /// Places that may stand in a network of one's own or listen at another port than those of the
  /// web, each as `host:port`. In the setting, a host without a port is at both of the web.
  record Exceptions(Set<String> places) {
    static Exceptions read(String setting) {
      return new Exceptions(
          Arrays.stream(setting.split(","))
              .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
              .filter(entry -> !entry.isEmpty())
              .flatMap(entry ->
                  entry.matches(".*:\\d{1,5}")
                      ? Stream.of(entry)
                      : Stream.of(entry + ":" + HTTP, entry + ":" + HTTPS))
              .collect(Collectors.toUnmodifiableSet()));
    }

    boolean opens(String host, int port) {
      return places.contains(host + ":" + port);
    }
  }

  /// Errors: [Refusal], whose message says what is wrong, as a part of a sentence.
  static VideoAddress read(String text, Exceptions exceptions) throws Refusal {
    if (text.length() > LENGTH_MAX) {
      throw new Refusal("it is longer than %,d characters".formatted(LENGTH_MAX));
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal("it has characters that cannot be seen; take them out");
    }
    if (!text.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
      throw new Refusal("it has spaces or letters beyond ASCII; write them encoded");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException malformed) {
      throw new Refusal("it is not a web address");
    }
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new Refusal("it does not begin with http:// or https://");
    }
    if (uri.isOpaque() || uri.getRawAuthority() == null || uri.getHost() == null) {
      throw new Refusal("it names no host that can be reached");
    }
    if (uri.getRawUserInfo() != null || uri.getRawAuthority().contains("@")) {
      throw new Refusal("it carries a user or a password");
    }
    var host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) {
      throw new Refusal("its host ends with a dot");
    }
    if (!host.startsWith("[") && !host.matches(NAME)) {
      throw new Refusal("its host is not a name");
    }
    Optional<InetAddress> literal;
    try {
      literal = Addresses.literal(host);
    } catch (IllegalArgumentException ambiguous) {
      throw new Refusal("its host is no address that is written in the usual way");
    }
    var port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? HTTP : HTTPS;
    if (port != HTTP && port != HTTPS && !exceptions.opens(host, port)) {
      throw new Refusal("port %d is not one of the web".formatted(port));
    }
    var address = new VideoAddress(uri, host, port, literal);
    if (literal.isPresent()) {
      address.require(literal.orElseThrow(), exceptions);
    }
    return address;
  }

  /// Errors: [Refusal] where this host must not be reached, at its port, at that address.
  void require(InetAddress address, Exceptions exceptions) throws Refusal {
    var permitted =
        Addresses.isPublic(address)
            || (exceptions.opens(host, port) && Addresses.isOwnNetwork(address));
    if (!permitted) {
      // Not which address: who asks must not learn what stands where in our network.
      throw new Refusal("its host is not on the public internet");
    }
  }

  /// Why nothing is fetched.
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
