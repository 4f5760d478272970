using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Oracle.Coverage;

/// <summary>Bodies that showed something new, by method; mutants are made of them as well as of the originals.</summary>
internal sealed class Corpus(Random random)
{
    private const int BodiesPerMethod = 24;

    private readonly Dictionary<MethodDefinition, List<MethodBody>> _bodies = [];

    public int Count { get; private set; }

    public void Add(MethodDefinition method, MethodBody body)
    {
        if (!_bodies.TryGetValue(method, out List<MethodBody>? list))
            _bodies.Add(method, list = []);
        if (list.Count < BodiesPerMethod)
        {
            list.Add(body);
            Count++;
        }
        else
        {
            list[random.Next(list.Count)] = body;
        }
    }

    /// <summary>The original or one of the method's kept bodies.</summary>
    public MethodBody Pick(MethodDefinition method, MethodBody original) =>
        _bodies.TryGetValue(method, out List<MethodBody>? list) && random.Next(3) != 0 ? list[random.Next(list.Count)] : original;
}
