using System.Globalization;
using System.Security;
using System.Text;

namespace Singular.Manifests;

/// <summary>Draws a protocol: as Mermaid text for documents, or as a picture (SVG 1.1) that needs nothing else.</summary>
public static class ProtocolDiagram
{
    // Pixels. States stand in a row; steps to the right are arcs above it, steps to the left arcs below it.
    private const int StateWidth = 120;
    private const int StateHeight = 40;
    private const int Gap = 90;
    private const int Margin = 30;
    private const int ArcStep = 34;
    private const int LineHeight = 15;

    // Names of members on a line of a label.
    private const int PerLine = 2;

    /// <summary>A <c>stateDiagram-v2</c>.</summary>
    public static string Mermaid(ProtocolGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var text = new StringBuilder("stateDiagram-v2\n");
        Line($"[*] --> {graph.States[0]}");
        foreach (ProtocolStep step in graph.Steps)
            Line($"{step.From} --> {(step.To == ProtocolGraph.End ? "[*]" : step.To)} : {string.Join(", ", step.Members)}");
        return text.ToString();

        void Line(string line) => text.Append("    ").Append(line).Append('\n');
    }

    /// <summary>An SVG document.</summary>
    /// <param name="graph">What to draw.</param>
    /// <param name="title">For readers of the document that do not see.</param>
    public static string Svg(ProtocolGraph graph, string title)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int[] above = [.. graph.Steps.Where(step => Span(graph, step) >= 0).Select(step => Height(graph, step) + Lines(step) * LineHeight)];
        int[] below = [.. graph.Steps.Where(step => Span(graph, step) < 0).Select(step => Height(graph, step) + Lines(step) * LineHeight)];
        int top = Margin + above.Append(0).Max();
        int width = 2 * Margin + graph.States.Count * StateWidth + (graph.States.Count - 1) * Gap;
        int height = top + StateHeight + below.Append(0).Max() + Margin;

        var svg = new StringBuilder();
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">""");
        Add($"<title>{SecurityElement.Escape(title)}</title>");
        Add($"""<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker></defs>""");
        Add($"""<rect width="{width}" height="{height}" fill="white"/>""");
        for (int i = 0; i < graph.States.Count; i++)
            State(graph.States[i], Left(i), isFirst: i == 0);
        foreach (ProtocolStep step in graph.Steps)
            Arc(step);
        Add($"</svg>");
        return svg.ToString();

        void Add(FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        void State(string name, int left, bool isFirst)
        {
            int radius = name == ProtocolGraph.End ? StateHeight / 2 : 8;
            Add($"""<rect x="{left}" y="{top}" width="{StateWidth}" height="{StateHeight}" rx="{radius}" fill="#eef3fa" stroke="black" stroke-width="{(isFirst ? 2 : 1)}"/>""");
            Add($"""<text x="{left + StateWidth / 2}" y="{top + StateHeight / 2 + 4}" text-anchor="middle" font-weight="bold">{SecurityElement.Escape(name)}</text>""");
        }

        void Arc(ProtocolStep step)
        {
            int span = Span(graph, step);
            int direction = span < 0 ? 1 : -1;
            int edge = span < 0 ? top + StateHeight : top;
            int rise = direction * Height(graph, step);
            int from = Left(Index(graph, step.From)) + StateWidth / 2 + (span == 0 ? -12 : Math.Sign(span) * 42);
            int to = Left(Index(graph, step.To)) + StateWidth / 2 + (span == 0 ? 12 : -Math.Sign(span) * 42);
            // A cubic curve reaches three quarters of the way to its control points.
            int control = edge + rise * 4 / 3;
            Add($"""<path d="M{from} {edge}C{from} {control} {to} {control} {to} {edge}" fill="none" stroke="black" marker-end="url(#tip)"/>""");
            int baseline = edge + rise - 4 - (Lines(step) - 1) * LineHeight;
            for (int line = 0; line < Lines(step); line++)
                Add($"""<text x="{(from + to) / 2}" y="{baseline + line * LineHeight}" text-anchor="middle">{SecurityElement.Escape(string.Join(", ", step.Members.Skip(line * PerLine).Take(PerLine)))}</text>""");
        }
    }

    private static int Left(int state) => Margin + state * (StateWidth + Gap);

    private static int Lines(ProtocolStep step) => (step.Members.Count + PerLine - 1) / PerLine;

    /// <summary>How many states to the right a step leads; negative to the left.</summary>
    private static int Span(ProtocolGraph graph, ProtocolStep step) => Index(graph, step.To) - Index(graph, step.From);

    private static int Height(ProtocolGraph graph, ProtocolStep step) => ArcStep * Math.Max(1, Math.Abs(Span(graph, step)));

    private static int Index(ProtocolGraph graph, string state)
    {
        for (int i = 0; i < graph.States.Count; i++)
        {
            if (graph.States[i] == state)
                return i;
        }

        throw new RefusedException(RefusalCode.ContractInvalid, state, "a member names this state and the protocol has none of that name", "add it to the protocol");
    }
}
