namespace Singular.Verifier.Bodies;

/// <summary>
/// Checks the clause table's layout (ECMA-335 II.19, III.1.7.4) and builds the nesting of regions. Costs n·log n in the number of
/// clauses and instructions.
/// </summary>
internal sealed class RegionTree
{
    /// <summary>The regions of a body without clauses.</summary>
    public static RegionTree None { get; } = new();

    private readonly InstructionList _code;
    private readonly Action<string, int, string> _report;
    private readonly List<Region> _regions = [];
    private readonly Dictionary<(int, int), Region> _tries = [];
    private readonly HashSet<int> _handlerStarts = [];
    private readonly Region?[] _innermost;

    private RegionTree()
    {
        _code = new InstructionList();
        _report = static (_, _, _) => { };
        _innermost = [];
    }

    /// <param name="clauses">The clauses in table order; at least one.</param>
    /// <param name="code">The decoded body.</param>
    /// <param name="report">Takes code, byte offset and description of each fault found.</param>
    public RegionTree(IReadOnlyList<RegionClause> clauses, InstructionList code, Action<string, int, string> report)
    {
        _code = code;
        _report = (name, offset, what) =>
        {
            IsWellFormed = false;
            report(name, offset, what);
        };
        _innermost = new Region?[code.Count];
        var handlers = new Region?[clauses.Count];
        var filters = new Region?[clauses.Count];
        var tries = new Region?[clauses.Count];
        for (var i = 0; i < clauses.Count; i++)
            ReadClause(clauses[i], i, tries, handlers, filters);
        if (!IsWellFormed)
            return;
        Nest();
        for (var i = 0; i < clauses.Count && IsWellFormed; i++)
            CheckPlacement(clauses[i], i, tries[i]!, handlers[i]!, filters[i]);
    }

    /// <summary>False when any fault was reported; control flow cannot be judged then.</summary>
    public bool IsWellFormed { get; private set; } = true;

    /// <summary>All regions, outer before inner.</summary>
    public IReadOnlyList<Region> Regions => _regions;

    /// <summary>The closest region around an instruction, null when there is none.</summary>
    public Region? InnermostAt(int number) => _innermost.Length == 0 ? null : _innermost[number];

    /// <summary>The try block that a handler belongs to.</summary>
    public Region TryOf(Region handler) => _regions.Find(r => r.Kind == RegionKind.Try && r.Clauses.Contains(handler.Clauses[0]))!;

    private void ReadClause(RegionClause clause, int index, Region?[] tries, Region?[] handlers, Region?[] filters)
    {
        var isFilter = clause.Kind == ClauseKind.Filter;
        var filterStart = isFilter ? clause.Extra : clause.HandlerStart;
        if (clause.TryStart == clause.TryEnd || clause.HandlerStart == clause.HandlerEnd || (isFilter && filterStart >= clause.HandlerStart))
            _report("EHClauseEmpty", (int)Math.Min(clause.TryStart, int.MaxValue), $"clause {index} has an empty block");
        var bounds = (ReadOnlySpan<long>)[clause.TryStart, clause.TryEnd, clause.HandlerStart, clause.HandlerEnd, filterStart];
        var numbers = new int[bounds.Length];
        var end = _code.Count;
        for (var i = 0; i < bounds.Length; i++)
        {
            numbers[i] = _code.NumberAt(bounds[i]);
            if (numbers[i] < 0 || (numbers[i] == end && i is 0 or 2 or 4))
            {
                // Beyond the code and in the middle of an instruction are different faults for whoever reads the report.
                var outside = bounds[i] > (end == 0 ? 0 : _code[end - 1].Offset);
                _report(outside ? "EHClauseOutOfRange" : "EHClauseBoundary", (int)Math.Min(bounds[i], int.MaxValue), $"clause {index}");
            }
        }
        if (!IsWellFormed)
            return;
        if (!_tries.TryGetValue((numbers[0], numbers[1]), out var region))
        {
            region = new Region(RegionKind.Try, numbers[0], numbers[1]);
            _tries.Add((numbers[0], numbers[1]), region);
            _regions.Add(region);
        }
        else if (clause.Kind is ClauseKind.Finally or ClauseKind.Fault || region.Handlers.Exists(h => h.Kind is RegionKind.Finally or RegionKind.Fault))
        {
            _report("EHClauseOverlap", (int)clause.TryStart, $"clause {index} shares its try block with a finally or fault clause");
        }
        region.Clauses.Add(index);
        tries[index] = region;
        if (isFilter)
            filters[index] = AddHandler(RegionKind.Filter, numbers[4], numbers[2], index, region);
        handlers[index] = AddHandler(HandlerKind(clause.Kind), numbers[2], numbers[3], index, region);
    }

    private static RegionKind HandlerKind(ClauseKind kind) => kind switch
    {
        ClauseKind.Catch => RegionKind.Catch,
        ClauseKind.Filter => RegionKind.FilterHandler,
        ClauseKind.Finally => RegionKind.Finally,
        _ => RegionKind.Fault,
    };

    private Region AddHandler(RegionKind kind, int start, int end, int clause, Region tryRegion)
    {
        if (!_handlerStarts.Add(start))
            _report("EHClauseOverlap", _code[start].Offset, $"clause {clause} shares the start of its handler or filter with another");
        var region = new Region(kind, start, end);
        region.Clauses.Add(clause);
        tryRegion.Handlers.Add(region);
        _regions.Add(region);
        return region;
    }

    /// <summary>Sorts the regions outer before inner and finds parents; reports regions that cross.</summary>
    private void Nest()
    {
        // Of two with one range the handler is the outer one: a try block may fill a handler, a handler cannot fill its own try block.
        _regions.Sort(static (a, b) =>
            a.Start != b.Start ? a.Start.CompareTo(b.Start)
            : a.End != b.End ? b.End.CompareTo(a.End)
            : (a.Kind == RegionKind.Try).CompareTo(b.Kind == RegionKind.Try));
        var open = new Stack<Region>();
        var next = 0;
        for (var i = 0; i < _code.Count; i++)
        {
            while (open.TryPeek(out var top) && top.End <= i)
                open.Pop();
            for (; next < _regions.Count && _regions[next].Start == i; next++)
            {
                var region = _regions[next];
                if (open.TryPeek(out var parent))
                {
                    if (region.End > parent.End)
                        _report("EHClauseNesting", _code[i].Offset, $"{region} crosses {parent}");
                    if (parent.Kind == RegionKind.Filter)
                        _report("EHClauseNesting", _code[i].Offset, $"{region} inside a filter");
                    region.Parent = parent;
                }
                open.Push(region);
            }
            _innermost[i] = open.TryPeek(out var innermost) ? innermost : null;
        }
    }

    private void CheckPlacement(RegionClause clause, int index, Region tryRegion, Region handler, Region? filter)
    {
        var offset = (int)clause.TryStart;
        var first = filter ?? handler;
        if (first.Start < tryRegion.End && tryRegion.Start < handler.End)
        {
            _report("EHClauseOverlap", offset, $"the try block of clause {index} overlaps its own handler or filter");
            return;
        }
        if (tryRegion.Parent != handler.Parent || (filter is not null && filter.Parent != handler.Parent))
            _report("EHClauseNesting", offset, $"try block and handler of clause {index} lie in different regions");
        if (tryRegion.Parent is { } parent && parent.Clauses[0] < index)
            _report("EHClauseOrder", offset, $"clause {index} is inside clause {parent.Clauses[0]} and comes after it");
        if (filter is not null)
            CheckFilterEnd(filter);
    }

    private void CheckFilterEnd(Region filter)
    {
        var ends = 0;
        for (var i = filter.Start; i < filter.End; i++)
        {
            if (_code[i].Code == OpCode.Endfilter)
                ends++;
        }
        if (ends != 1 || _code[filter.End - 1].Code != OpCode.Endfilter)
            _report("EHClauseFilterEnd", _code[filter.Start].Offset, "a filter has one endfilter, at its end");
    }
}
