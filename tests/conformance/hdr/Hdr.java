import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Reads a histogram log with the Java library, or writes one, and prints a line for each interval:
 * tag, start and end in ms, count, and the values at some percentiles, between tabs.
 *   java -cp hdrhistogram.jar Hdr.java read|write FILE
 */
class Hdr {
  private static final double[] PERCENTILES = {50, 95, 99, 99.9, 100};
  private static final long EPOCH = 1769860800250L;

  static void describe(Histogram histogram) {
    List<String> columns = new ArrayList<>();
    columns.add(histogram.getTag() == null ? "NO TAG" : histogram.getTag());
    columns.add(Long.toString(histogram.getStartTimeStamp()));
    columns.add(Long.toString(histogram.getEndTimeStamp()));
    columns.add(Long.toString(histogram.getTotalCount()));
    for (double p : PERCENTILES) columns.add(Long.toString(histogram.getValueAtPercentile(p)));
    System.out.println(String.join("\t", columns));
  }

  static void read(String file) throws Exception {
    HistogramLogReader reader = new HistogramLogReader(new File(file));
    for (EncodableHistogram next = reader.nextIntervalHistogram(); next != null;
        next = reader.nextIntervalHistogram()) {
      describe((Histogram) next);
    }
  }

  static Histogram filled(String tag, Histogram histogram, double scale, int index) {
    for (long n = 1; n <= 10007; ++n) histogram.recordValue((long) (n * n * scale));
    histogram.setTag(tag);
    histogram.setStartTimeStamp(EPOCH + 1000L * index);
    histogram.setEndTimeStamp(EPOCH + 1000L * index + 999);
    return histogram;
  }

  static void write(String file) throws Exception {
    HistogramLogWriter writer = new HistogramLogWriter(new File(file));
    writer.outputLogFormatVersion();
    writer.outputBaseTime(EPOCH);
    writer.setBaseTime(EPOCH);
    writer.outputStartTime(EPOCH);
    writer.outputLegend();
    List<Histogram> all = new ArrayList<>();
    all.add(filled("A", new Histogram(1, 3600000000L, 3), 1, 0));
    all.add(filled("B", new Histogram(1000, 3600000000L, 2), 30, 1));
    all.add(filled(null, new Histogram(3), 0.0001, 2));
    for (Histogram histogram : all) {
      writer.outputIntervalHistogram(histogram);
      describe(histogram);
    }
    writer.close();
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("read")) {
      read(arguments[1]);
    } else {
      write(arguments[1]);
    }
  }
}
