using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>
/// Makes the owner of a socket vanish without a word: a packet filter of the kernel drops all that comes for it, so that nothing is
/// acknowledged any more, as when a cable is pulled. Linux; needs no rights.
/// </summary>
internal static class Vanishing
{
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;
    private const ushort Return = 6;

    /// <summary>Grammar: sock_fprog = uint16 len, padding, sock_filter*; sock_filter = uint16 code, uint8 jt, uint8 jf, uint32 k.</summary>
    public static void Vanish(Socket socket)
    {
        var keepNothing = GCHandle.Alloc(new ulong[] { Return }, GCHandleType.Pinned);
        try
        {
            long[] program = [1, keepNothing.AddrOfPinnedObject()];
            socket.SetRawSocketOption(SocketLevel, AttachFilter, MemoryMarshal.AsBytes(program.AsSpan()));
        }
        finally
        {
            keepNothing.Free();
        }
    }
}
