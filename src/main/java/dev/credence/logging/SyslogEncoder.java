package dev.credence.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LevelToSyslogSeverity;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * RFC 5424: a header, no structured data, and the line in the log's own format as the message, since what most servers
 * write to their files is the message alone.
 *
 * <p>Not logback's appender, which writes the older RFC 3164; nor a syslog client: the one that there is asks the resolver for
 * this machine's name and writes into connections that the server has closed.
 */
final class SyslogEncoder extends EncoderBase<ILoggingEvent> {
    private static final String APP = "credence";
    private static final int LONGEST_HOST = 255;
    private static final byte[] NOTHING = {};
    /** Three digits of a second even if they are zero; RFC 5424 allows up to six. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final int facility;
    private final Encoder<ILoggingEvent> message;
    private final String host;
    private final long pid = ProcessHandle.current().pid();

    SyslogEncoder(int facility, Encoder<ILoggingEvent> message, Context context) {
        this.facility = facility;
        this.message = message;
        this.host = host(context.getProperty(CoreConstants.HOSTNAME_KEY));
        setContext(context);
        start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        int priority = facility * 8 + LevelToSyslogSeverity.convert(event);
        String header = "<" + priority + ">1 " + TIME.format(Instant.ofEpochMilli(event.getTimeStamp())) + " " + host
                + " " + APP + " " + pid + " - - ";
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(message.encode(event));
        return line.toByteArray();
    }

    /** Octet counting, RFC 6587, 3.4.1: the one framing that a line cannot break. */
    static byte[] counted(byte[] line) {
        ByteArrayOutputStream framed = new ByteArrayOutputStream(line.length + 8);
        framed.writeBytes((line.length + " ").getBytes(StandardCharsets.US_ASCII));
        framed.writeBytes(line);
        return framed.toByteArray();
    }

    private static String host(String name) {
        String visible = name == null ? "" : name.replaceAll("[^!-~]", "");
        return visible.isEmpty() || visible.length() > LONGEST_HOST ? "-" : visible;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
