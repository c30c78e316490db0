package ai.profithack.media;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Which network addresses a video may be fetched from: those that anybody on the internet reaches.
///
/// Source: the special-purpose address registries of IANA for IPv4 and IPv6 (RFC 6890, as of 2026).
/// Of IPv6 only 2000::/3 is given out at all, so that mapped (::ffff:0:0/96), translated
/// (64:ff9b::/96), local and multicast addresses are none of it. The address 168.63.129.16, at
/// which a cloud tells its machines secrets, is not in the registries.
final class Addresses {
  private static final List<Block> NOT_PUBLIC =
      List.of(
          Block.of("0.0.0.0", 8),
          Block.of("10.0.0.0", 8),
          Block.of("100.64.0.0", 10),
          Block.of("127.0.0.0", 8),
          Block.of("169.254.0.0", 16),
          Block.of("172.16.0.0", 12),
          Block.of("192.0.0.0", 24),
          Block.of("192.0.2.0", 24),
          Block.of("192.31.196.0", 24),
          Block.of("192.52.193.0", 24),
          Block.of("192.88.99.0", 24),
          Block.of("192.168.0.0", 16),
          Block.of("192.175.48.0", 24),
          Block.of("198.18.0.0", 15),
          Block.of("198.51.100.0", 24),
          Block.of("203.0.113.0", 24),
          Block.of("224.0.0.0", 4),
          Block.of("240.0.0.0", 4),
          Block.of("168.63.129.16", 32),
          Block.of("2001::", 23),
          Block.of("2001:db8::", 32),
          Block.of("2002::", 16),
          Block.of("2620:4f:8000::", 48),
          Block.of("3fff::", 20));

  private static final Block GIVEN_OUT = Block.of("2000::", 3);

  private Addresses() {}

  private record Block(InetAddress network, int bits) {
    static Block of(String network, int bits) {
      return new Block(InetAddress.ofLiteral(network), bits);
    }

    boolean contains(byte[] address) {
      var begin = network.getAddress();
      if (address.length != begin.length) {
        return false;
      }
      for (var bit = 0; bit < bits; bit++) {
        var mask = 0x80 >> bit % Byte.SIZE;
        if (((address[bit / Byte.SIZE] ^ begin[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  static boolean isPublic(InetAddress address) {
    var bytes = address.getAddress();
    if (NOT_PUBLIC.stream().anyMatch(block -> block.contains(bytes))) {
      return false;
    }
    return switch (address) {
      case Inet4Address _ -> true;
      case Inet6Address six -> six.getScopeId() == 0 && GIVEN_OUT.contains(bytes);
      default -> false;
    };
  }

  /// Whether an address is one of a network of one's own, where a store of videos may stand: never
  /// that of a cloud's metadata, nor one that many listen to.
  static boolean isOwnNetwork(InetAddress address) {
    return address.isLoopbackAddress() || address.isSiteLocalAddress() || isUniqueLocal(address);
  }

  /// The address that a host is written as; empty for names.
  ///
  /// Errors: [IllegalArgumentException] for anything that some programs read as a number and others
  /// as a name.
  static Optional<InetAddress> literal(String host) {
    if (host.startsWith("[")) {
      if (host.contains("%")) {
        throw new IllegalArgumentException("zones of addresses are not taken");
      }
      var address = InetAddress.ofLiteral(host.substring(1, host.length() - 1));
      if (!(address instanceof Inet6Address)) {
        throw new IllegalArgumentException("an IPv4 address is written as one");
      }
      return Optional.of(address);
    }
    var last = host.substring(host.lastIndexOf('.') + 1);
    if (!last.matches("[0-9]+|0[xX][0-9a-fA-F]*")) {
      return Optional.empty();
    }
    if (!host.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}")) {
      throw new IllegalArgumentException("an IPv4 address is four numbers from 0 to 255");
    }
    return Optional.of(InetAddress.ofLiteral(host));
  }

  private static boolean isUniqueLocal(InetAddress address) {
    return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
  }
}
