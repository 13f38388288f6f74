package dev.credence.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A request and the answer to it, as they look on the wire, read from a file of several:
 *
 * <pre>
 * # the rule that the file proves
 * # gateway: which one answers
 *
 * ### title
 * GET /path HTTP/1.1
 * Header: value
 *
 * HTTP/1.1 200 OK
 * Header: value
 *
 * body
 * </pre>
 *
 * <p>Line ends of heads are CRLF on the wire. <code>{{page: 404 - Not Found}}</code> stands for EC2's page of that title, <code>{{google: 404 (Not Found) Sentence.}}</code> for Google's. A body has no final newline unless <code>{{newline}}</code> says so.
 *
 * @param file without folders
 * @param gateway name of the gateway that the file wants
 */
public record GoldenExchange(String file, String gateway, String title, String request, String answer) {
    /** What cannot be known beforehand, and what it looks like. */
    private static final Map<String, String> VOLATILE = Map.of(
            "{{session-token}}", "[A-Za-z0-9_-]{54}==",
            "{{request-id}}", "[0-9a-f]{1,16}",
            "{{number}}", "[0-9]",
            "{{newline}}", "\n");
    /** EC2's page for an error (wire contract 1.7), written out in one golden file and named in the others. */
    private static final Pattern PAGE = Pattern.compile("\\{\\{page: (.*)}}");

    private static final String PAGE_TEXT = """
            <?xml version="1.0" encoding="iso-8859-1"?>
            <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
            \t"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
            <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
             <head>
              <title>$1</title>
             </head>
             <body>
              <h1>$1</h1>
             </body>
            </html>{{newline}}""";

    /** Google's page for an error (wire contract 3.6), likewise. */
    private static final Pattern GOOGLE_PAGE = Pattern.compile("\\{\\{google: (\\d+) (\\(.*?\\)) (.*)}}");

    private static final String GOOGLE_PAGE_TEXT = """
            <!DOCTYPE html>
            <html lang=en>
              <meta charset=utf-8>
              <meta name=viewport content="initial-scale=1, minimum-scale=1, width=device-width">
              <title>Error $1 $2!!1</title>
              <p><b>$1.</b> <ins>That’s an error.</ins>
              <p>$3  <ins>That’s all we know.</ins>{{newline}}""";

    /** The exchanges of all files in the folder, in order. */
    public static List<GoldenExchange> in(Path folder) {
        try (var files = Files.list(folder)) {
            List<GoldenExchange> all = new ArrayList<>();
            files.sorted().forEach(file -> all.addAll(read(file)));
            return all;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The request as it is sent, with {@code values} in the place of their names in double braces. */
    public String requestWith(Map<String, String> values) {
        String filled = request;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return filled.replace("\n", "\r\n");
    }

    /** True if the request has the value of that name in it. */
    boolean names(String value) {
        return request.contains("{{" + value + "}}");
    }

    public boolean isHead() {
        return request.startsWith("HEAD ");
    }

    /** True if the answer is the one expected, to the byte but for what cannot be known. */
    public boolean isAnsweredBy(RawResponse response) {
        String pattern = Pattern.quote(answer);
        for (Map.Entry<String, String> known : VOLATILE.entrySet()) {
            pattern = pattern.replace(known.getKey(), "\\E" + known.getValue() + "\\Q");
        }
        return Pattern.matches(pattern, textOf(response));
    }

    /** The answer in the form of the file. */
    public static String textOf(RawResponse response) {
        StringBuilder text = new StringBuilder(response.statusLine()).append('\n');
        response.headers().forEach(header -> text.append(header).append('\n'));
        return response.body().length == 0
                ? text.toString()
                : text.append('\n').append(response.text()).toString();
    }

    @Override
    public String toString() {
        return file + ": " + title;
    }

    private static List<GoldenExchange> read(Path file) {
        String[] parts = readText(file).split("\n### ");
        String gateway = parts[0].replaceAll("(?s).*# gateway: (\\S+).*", "$1");
        List<GoldenExchange> exchanges = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            int title = parts[i].indexOf('\n');
            int head = parts[i].indexOf("\n\n") + 2;
            String answer =
                    PAGE.matcher(parts[i].substring(head).stripTrailing()).replaceAll(PAGE_TEXT);
            answer = GOOGLE_PAGE.matcher(answer).replaceAll(GOOGLE_PAGE_TEXT);
            exchanges.add(new GoldenExchange(
                    file.getFileName().toString(),
                    gateway,
                    parts[i].substring(0, title),
                    parts[i].substring(title + 1, head),
                    answer.contains("\n\n") ? answer : answer + '\n'));
        }
        return exchanges;
    }

    private static String readText(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
