package dev.credence.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/** A stack trace behind a line of text; what an exception says cannot begin a line of the log there. */
final class TextTrace extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        return TextLine.trace(super.throwableProxyToString(thrown));
    }
}
