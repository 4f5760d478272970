using Singular.Channels.Samples;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>Laws may call what the kit leaves out, with an object of their own.</summary>
[LawsOf(typeof(ITower))]
internal static class TowerLaws
{
    public static bool Nobody_is_called_back_into_a_call_of_its_own(ITower server, int times)
    {
        Result<int, TowerError> told = server.Tell(new Ear(), times);
        return !told.IsOk && told.Error == TowerError.Refused;
    }

    public static bool Both_are_taken(ITower server) => server.Both(new Ear(), "four", new Ear()) == 4;

    private sealed class Ear : IListener
    {
        public int Hear(int number) => number;

        public ValueTask<int> HearLater(int number) => new(number);

        public string Meet(IListener other)
        {
            other.Close();
            return "";
        }

        public int Fill(Span<byte> bytes, string text) => 0;

        public void Close()
        {
        }
    }
}
