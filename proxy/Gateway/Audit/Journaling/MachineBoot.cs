using System.Buffers.Binary;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>
/// Which start of the machine this is: the same for all processes until its kernel ends, and another after a power cut or on another
/// machine. 0 where the system does not say (elsewhere than on Linux): then no start is known to be the same one.
/// </summary>
internal static class MachineBoot
{
    private const string File = "/proc/sys/kernel/random/boot_id";

    public static long Id { get; } = Read();

    private static long Read()
    {
        try
        {
            return Guid.TryParse(System.IO.File.ReadAllText(File), out var id) ? BinaryPrimitives.ReadInt64LittleEndian(id.ToByteArray()) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
