import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Draws stacks as a flame graph: a picture without scripts, whose boxes tell more when pointed at. The width of a box
 * is the part of all samples in which its method was on the stack.
 *
 * <p>Arguments: a flight recording, or the collapsed stacks that async-profiler writes (*.collapsed); the picture to
 * write (SVG); its title. Run by the launcher of source files.
 */
public final class FlameGraph {
    private static final double WIDTH = 1200;
    private static final int ROW = 16;
    private static final int TOP = 40;
    /** Smaller boxes could not be seen, and would make most of the file. */
    private static final double LEAST_WIDTH = 0.8;

    private static final double CHARACTER = 6.2;
    private static final Set<String> SAMPLES = Set.of("jdk.ExecutionSample", "jdk.NativeMethodSample");
    private static final Pattern JDK = Pattern.compile("(java|javax|jdk|sun|com\\.sun)\\.");
    /** On top of a stack these wait for something to do. */
    private static final Set<String> WAITING = Set.of(
            "sun.nio.ch.EPoll.wait",
            "io.netty.channel.epoll.Native.epollWait",
            "io.netty.channel.epoll.Native.epollWait0",
            "jdk.internal.misc.Unsafe.park",
            "java.lang.Object.wait",
            "java.lang.Object.wait0",
            "java.lang.ref.Reference.waitForReferencePendingList");

    /** A method on one way down the stacks, with the samples in which it was there. */
    private static final class Frame {
        final String name;
        final Map<String, Frame> callees = new TreeMap<>();
        long samples;

        Frame(String name) {
            this.name = name;
        }

        Frame callee(String callee) {
            return callees.computeIfAbsent(callee, Frame::new);
        }
    }

    private final Frame root = new Frame("all");
    private final StringBuilder boxes = new StringBuilder();
    private int deepest;

    public static void main(String[] args) throws IOException {
        FlameGraph graph = new FlameGraph();
        if (args[0].endsWith(".collapsed")) {
            graph.readCollapsed(Path.of(args[0]));
        } else {
            graph.read(Path.of(args[0]));
        }
        if (graph.root.samples == 0) {
            System.err.println("flame graph: " + args[0] + " holds no samples");
            System.exit(1);
        }
        Files.writeString(Path.of(args[1]), graph.picture(args[2]), StandardCharsets.UTF_8);
        graph.printSelves();
    }

    private void read(Path recording) throws IOException {
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (SAMPLES.contains(event.getEventType().getName()) && event.getStackTrace() != null) {
                    add(event.getStackTrace().getFrames());
                }
            }
        }
    }

    private void add(List<RecordedFrame> frames) {
        if (frames.isEmpty() || WAITING.contains(name(frames.get(0)))) {
            return;
        }
        List<String> fromBelow = new ArrayList<>();
        frames.forEach(frame -> fromBelow.add(name(frame)));
        Collections.reverse(fromBelow);
        add(fromBelow, 1);
    }

    /** Lines of the form {@code lowest;...;topmost SAMPLES}. */
    private void readCollapsed(Path stacks) throws IOException {
        for (String line : Files.readAllLines(stacks)) {
            int end = line.lastIndexOf(' ');
            List<String> names = new ArrayList<>();
            for (String frame : line.substring(0, end).split(";")) {
                names.add(frame.replace('/', '.').replaceFirst("(\\$\\$Lambda).*(\\.\\w+)$", "$1$2"));
            }
            add(names, Long.parseLong(line.substring(end + 1)));
        }
    }

    private void add(List<String> fromBelow, long samples) {
        Frame at = root;
        at.samples += samples;
        for (String name : fromBelow) {
            at = at.callee(name);
            at.samples += samples;
        }
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        // The number of a hidden class is another in each run.
        return type.replaceFirst("(\\$\\$Lambda).*", "$1") + "."
                + frame.getMethod().getName();
    }

    private String picture(String title) {
        draw(root, 0, 0);
        int height = TOP + (deepest + 2) * ROW;
        String head = String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="monospace" font-size="10.5">
                <rect width="100%%" height="100%%" fill="#fff"/>
                <text x="8" y="18" font-size="14">%s</text>
                <text x="8" y="32">%d samples; callees above; ours green, Vert.x blue, Netty orange, the JDK grey</text>
                """, WIDTH, height, escaped(title), root.samples);
        return head + place(height) + "</svg>\n";
    }

    /** Boxes were drawn from the bottom, and the height is known only now. */
    private String place(int height) {
        return "<g transform=\"translate(0 " + (height - ROW) + ")\">\n" + boxes + "</g>\n";
    }

    private void draw(Frame frame, int depth, double x) {
        double width = WIDTH * frame.samples / root.samples;
        if (width < LEAST_WIDTH) {
            return;
        }
        deepest = Math.max(deepest, depth);
        int y = -depth * ROW;
        String said = String.format(Locale.ROOT, "%s %.1f %%", frame.name, 100.0 * frame.samples / root.samples);
        boxes.append(String.format(
                Locale.ROOT,
                "<g><title>%s</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\""
                        + " stroke=\"#fff\" stroke-width=\".4\"/>",
                escaped(said),
                x,
                y,
                width,
                ROW - 1,
                colour(frame.name)));
        String label = label(frame.name, width);
        if (!label.isEmpty()) {
            boxes.append(
                    String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 11, escaped(label)));
        }
        boxes.append("</g>\n");
        double at = x;
        for (Frame callee : frame.callees.values()) {
            draw(callee, depth + 1, at);
            at += WIDTH * callee.samples / root.samples;
        }
    }

    /** As much as fits: class and method, else the method's beginning. */
    private static String label(String name, double width) {
        int room = (int) ((width - 4) / CHARACTER);
        int method = name.lastIndexOf('.');
        String brief = name.substring(name.lastIndexOf('.', method - 1) + 1);
        if (room < 4) {
            return "";
        }
        return brief.length() <= room ? brief : name.substring(method + 1, Math.min(name.length(), method + 1 + room));
    }

    private static String colour(String name) {
        if (name.startsWith("dev.credence.")) {
            return "#7fc97f";
        }
        if (name.startsWith("io.vertx.")) {
            return "#9ec5e8";
        }
        return name.startsWith("io.netty.") ? "#fdc086" : "#d5d5d5";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Whose code was on top of the stacks. */
    private void printSelves() {
        Map<String, Long> selves = new TreeMap<>();
        count(root, selves);
        StringBuilder line = new StringBuilder(root.samples + " samples, on top of the stack:");
        selves.forEach((owner, samples) ->
                line.append(String.format(Locale.ROOT, " %s %.1f %%", owner, 100.0 * samples / root.samples)));
        System.out.println(line);
    }

    private static void count(Frame frame, Map<String, Long> selves) {
        long inCallees = frame.callees.values().stream()
                .mapToLong(callee -> callee.samples)
                .sum();
        if (frame.samples > inCallees) {
            selves.merge(owner(frame.name), frame.samples - inCallees, Long::sum);
        }
        frame.callees.values().forEach(callee -> count(callee, selves));
    }

    private static String owner(String name) {
        if (name.startsWith("sun.nio.ch.")
                || name.startsWith("io.netty.channel.epoll.")
                || name.matches("(__GI_)?(_*libc_)?(read|write|writev|epoll_wait|accept4?|close)")) {
            return "sockets";
        }
        String[] parts = name.split("\\.");
        // Java's own names have a package; what is compiled C++ has none, or colons.
        if (parts.length < 3 || name.contains("::")) {
            return "JVM";
        }
        return JDK.matcher(name).lookingAt() ? "JDK" : parts[0] + "." + parts[1];
    }
}
