package dev.credence.source.sts;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads single texts out of an answer of AWS's query protocol. */
final class QueryAnswer {
    private final byte[] xml;

    QueryAnswer(byte[] xml) {
        this.xml = xml.clone();
    }

    /** The text of the first element of that name directly in the first one of the other; empty for nonsense. */
    Optional<String> text(String parent, String name) {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
            try {
                return text(reader, parent, name);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException nonsense) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(XMLStreamReader reader, String parent, String name) throws XMLStreamException {
        int depth = 0;
        int parentDepth = -1;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamReader.START_ELEMENT) {
                depth++;
                if (parentDepth < 0 && reader.getLocalName().equals(parent)) {
                    parentDepth = depth;
                } else if (depth == parentDepth + 1 && reader.getLocalName().equals(name)) {
                    return Optional.of(reader.getElementText().strip()).filter(text -> !text.isEmpty());
                }
            } else if (event == XMLStreamReader.END_ELEMENT) {
                depth--;
            }
        }
        return Optional.empty();
    }

    /** Nothing outside of the answer is ever read. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
