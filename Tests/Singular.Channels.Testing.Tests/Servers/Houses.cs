using Singular.Channels.Samples;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>A house with room for so many open doors, with one thing that may be wrong.</summary>
public sealed class House(HouseFault fault) : IHouse
{
    private const int Most = 40;

    private int _doors;

    public IDoor Enter(string name) => _doors >= Most && fault == HouseFault.LosesDoors ? null! : NewDoor();

    public Result<IDoor, Colour> TryEnter(string name) => name.Length == 0 ? Colour.Red : Result<IDoor, Colour>.Ok(NewDoor());

    public ValueTask<Result<IDoor, Colour>> EnterLater(string name) => ValueTask.FromResult(TryEnter(name));

    public int DoorsInUse() => fault == HouseFault.LosesDoors ? 0 : _doors;

    private Door NewDoor()
    {
        _doors++;
        return new Door(this);
    }

    private sealed class Door(House house) : IDoor
    {
        private bool _isLocked = true;

        public Result<Done, Colour> Unlock(int key)
        {
            if (key != 1)
                return Colour.Blue;
            _isLocked = false;
            return new Done();
        }

        public void Open()
        {
            if (house.Fault == HouseFault.DiesInOpen)
                throw new InvalidOperationException();
        }

        public void Close()
        {
            if (house.Fault == HouseFault.LocksWhenClosed)
                _isLocked = true;
        }

        public bool IsLocked() => _isLocked;

        public void Leave()
        {
            if (house.Fault != HouseFault.LosesDoors)
                house._doors--;
        }
    }

    private HouseFault Fault => fault;
}
