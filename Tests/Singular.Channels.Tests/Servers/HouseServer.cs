using Singular.Channels.Samples;

namespace Singular.Channels.Tests.Servers;

public sealed class HouseServer : IHouse
{
    private int _doors;

    public IDoor Enter(string name) => new Door(this);

    public Result<IDoor, Colour> TryEnter(string name) =>
        name.Length == 0 ? Colour.Red : Result<IDoor, Colour>.Ok(new Door(this));

    public async ValueTask<Result<IDoor, Colour>> EnterLater(string name)
    {
        await Task.Delay(1);
        return TryEnter(name);
    }

    public int DoorsInUse() => _doors;

    private sealed class Door : IDoor
    {
        private readonly HouseServer _house;
        private bool _isLocked = true;

        internal Door(HouseServer house)
        {
            _house = house;
            house._doors++;
        }

        public Result<Done, Colour> Unlock(int key)
        {
            if (key != 42)
                return Colour.Blue;
            _isLocked = false;
            return new Done();
        }

        public void Open()
        {
        }

        public void Close()
        {
        }

        public bool IsLocked() => _isLocked;

        public void Leave() => _house._doors--;
    }
}
