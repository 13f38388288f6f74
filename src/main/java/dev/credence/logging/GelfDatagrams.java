package dev.credence.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import de.siegmar.logbackgelf.GelfUdpAppender;
import dev.credence.config.HostPort;
import java.io.IOException;

/** Datagrams to a Graylog server, compressed (gzip) and, where one is too long, in chunks of 508 bytes. */
final class GelfDatagrams extends GelfUdpAppender implements Outlet {
    GelfDatagrams(Context context, HostPort address, Encoder<ILoggingEvent> encoder) {
        setContext(context);
        setGraylogHost(address.host());
        setGraylogPort(address.port());
        setEncoder(encoder);
    }

    /** Past {@link #append}, which tells nobody of a failure. */
    @Override
    public void write(byte[] line) throws IOException {
        if (!isStarted()) {
            // Its name is looked up then, and looked up again from time to time afterwards.
            start();
        }
        if (!isStarted()) {
            throw new IOException("the server's name is not known");
        }
        appendMessage(line);
    }

    @Override
    public void close() {
        if (isStarted()) {
            started = false;
            try {
                super.close();
            } catch (IOException useless) {
                addInfo("already closed", useless);
            }
        }
    }
}
