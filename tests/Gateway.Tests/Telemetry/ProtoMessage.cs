using System.Buffers.Binary;
using System.Text;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>A protobuf message, field by field in order of appearance. Grammar: (varint field &lt;&lt; 3 | wire, value)*.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> _fields = [];

    public ProtoMessage(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var key = Varint(bytes, ref at);
            var (field, wire) = ((int)(key >> 3), (int)(key & 7));
            switch (wire)
            {
                case 0:
                    _fields.Add((field, Varint(bytes, ref at), []));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)), []));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(bytes, ref at);
                    _fields.Add((field, 0, bytes[at..(at + length)]));
                    at += length;
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)), []));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {wire}");
            }
        }
    }

    public IEnumerable<ProtoMessage> Messages(int field) => _fields.Where(entry => entry.Field == field).Select(entry => new ProtoMessage(entry.Bytes));

    public bool Has(int field) => _fields.Exists(entry => entry.Field == field);

    public ulong Number(int field) => _fields.Find(entry => entry.Field == field).Number;

    public string Text(int field) => Encoding.UTF8.GetString(_fields.Find(entry => entry.Field == field).Bytes ?? []);

    public string Hex(int field) => Convert.ToHexString(_fields.Find(entry => entry.Field == field).Bytes ?? []);

    private static ulong Varint(byte[] bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
