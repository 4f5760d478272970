namespace Singular.CommandLine.Tests.Running;

/// <summary>Drivers of one vendor, a contract of the vendor's own between them, and laws for it, as C#.</summary>
internal static class SensorSources
{
    public const string Contract =
        """
        namespace Acme.Contracts;

        public enum SensorError { NoSensor }

        [Exchangeable]
        public readonly record struct Reading(int Value, int Number);

        [Contract("acme.sensors", 1, 0)]
        public interface ISensors { Result<ISensor, SensorError> Open(int number); }

        [Contract("acme.sensor", 1, 0)]
        public interface ISensor { Reading Read(); [Ends] void Close(); }
        """;

    public const string Sensors =
        """
        namespace Acme;
        using Acme.Contracts;

        [Driver(Provides = typeof(ISensors))]
        public sealed class Sensors : ISensors
        {
            public Result<ISensor, SensorError> Open(int number) => number == 7 ? Result<ISensor, SensorError>.Ok(new Sensor()) : SensorError.NoSensor;

            private sealed class Sensor : ISensor
            {
                private int _count;
                public Reading Read() => new(42, ++_count);
                public void Close() { }
            }
        }
        """;

    /// <summary>The time that it tells is what the sensors say.</summary>
    public const string SensorClock =
        """
        namespace Acme;
        using Acme.Contracts;

        [Driver(Provides = typeof(IClock))]
        public sealed class SensorClock(ISensors sensors) : IClock
        {
            public Result<CalendarTime, ClockError> Now()
            {
                Result<ISensor, SensorError> opened = sensors.Open(7);
                if (!opened.IsOk)
                    return ClockError.NotReady;
                ISensor sensor = opened.Value;
                try
                {
                    int value = sensor.Read().Value;
                    return new CalendarTime(2026, 1, 1, 0, value, sensor.Read().Number);
                }
                finally
                {
                    sensor.Close();
                }
            }
        }
        """;

    /// <summary>Written for the text of <c>acme.sensors</c> with the hash that stands in place of HASH.</summary>
    public const string Laws =
        """
        namespace Acme.Contracts.Laws;
        using Acme.Contracts;
        using Singular.Channels.Testing;

        [LawsOf(typeof(ISensors), Hash = "HASH")]
        [SampleValues("number", 7)]
        public static class SensorLaws
        {
            public static bool Readings_are_counted_from_one(ISensors server, int number)
            {
                Result<ISensor, SensorError> opened = server.Open(number);
                if (!opened.IsOk)
                    return true;
                bool isCounted = opened.Value.Read().Number == 1 && opened.Value.Read().Number == 2;
                opened.Value.Close();
                return isCounted;
            }
        }
        """;
}
