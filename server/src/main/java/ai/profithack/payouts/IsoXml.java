package ai.profithack.payouts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// What reading a message of ISO 20022 by the names of its elements takes. A document type, and
/// with it every entity, is refused.
final class IsoXml {
  private IsoXml() {}

  /// Errors: [UnreadableFile] where this is no XML.
  static Element root(byte[] file) {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(new ByteArrayInputStream(file)).getDocumentElement();
    } catch (SAXException | IOException malformed) {
      throw new UnreadableFile("This is no readable XML file.");
    } catch (ParserConfigurationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The text at the end of a path of first children; null where the path breaks off.
  static @Nullable String text(Element holder, String... path) {
    @Nullable Element current = holder;
    for (var name : path) {
      current = current == null ? null : one(current, name);
    }
    return current == null ? null : current.getTextContent().strip();
  }

  static @Nullable Element one(Element holder, String name) {
    var all = all(holder, name);
    return all.isEmpty() ? null : all.getFirst();
  }

  static List<Element> all(@Nullable Element holder, String name) {
    return holder == null
        ? List.of()
        : children(holder).stream().filter(each -> name.equals(each.getLocalName())).toList();
  }

  static List<Element> children(Element holder) {
    var all = new ArrayList<Element>();
    for (Node each = holder.getFirstChild(); each != null; each = each.getNextSibling()) {
      if (each instanceof Element element) {
        all.add(element);
      }
    }
    return all;
  }
}
