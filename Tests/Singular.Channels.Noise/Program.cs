using System.Globalization;
using Singular.Channels.Noise;
using Singular.Channels.Runtime;

// Each line is a kind of noise and the path of a channel's memory; a new line ends the noise before it, an empty one only that.
var random = new Random(int.Parse(args[0], CultureInfo.InvariantCulture));
NoiseMaker? maker = null;
while (Console.ReadLine() is { } line)
{
    maker?.Stop();
    maker = null;
    if (line.Length > 0)
        maker = new NoiseMaker(Enum.Parse<NoiseKind>(line.Split(' ')[0]), LinuxChannelMemory.Open(line.Split(' ')[1]), new FutexWaker(), random.NextInt64());
    Console.WriteLine("now");
}
maker?.Stop();
