using Compliance.Fuzz.Engine;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Pipeline;

/// <summary>Messages of any program with one or two elements in every list, and in every place for a name one that rules speak of, or do not.</summary>
internal static class Filler
{
    private const string Payment = """{"card":"4111111111111111","code":"123","amount":1}""";

    /// <param name="program">Of the message.</param>
    /// <param name="dice">Chooses.</param>
    /// <param name="but">What is to be otherwise.</param>
    public static byte[] Encode(MessageProgram program, ref Dice dice, Action<Message>? but = null)
    {
        var message = new Message(program);
        Fill(message, ref dice);
        but?.Invoke(message);
        return message.Encode();
    }

    private static void Fill(Message message, ref Dice dice)
    {
        foreach (var field in message.Fields)
        {
            if (field.Tag >= 0 && dice.OneIn(2))
                continue;
            if (field.Type == FieldType.Struct)
            {
                if (message[field.Name] is Message inner)
                    Fill(inner, ref dice);
            }
            else if (field.Type == FieldType.Array)
            {
                FillArray(message, field, ref dice);
            }
            else if (Value(field.Type, field.Role, ref dice) is { } value)
            {
                message[field.Name] = value;
            }
        }
    }

    private static void FillArray(Message message, FieldSchema field, ref Dice dice)
    {
        int count = 1 + dice.Below(2);
        if (field.ItemType is { } item)
        {
            message[field.Name] = item switch
            {
                FieldType.Int8 => new sbyte[] { 2 },
                FieldType.Int16 => new short[] { 1 },
                FieldType.Int32 => new[] { 0, 1 },
                FieldType.Int64 => new[] { 7L },
                _ => new[] { Names.TopicId(ref dice) },
            };
            return;
        }

        var element = message.Program.Field((ushort)(field.Id + 1));
        if (element.Type == FieldType.Struct)
        {
            for (; count > 0; count--)
                Fill(message.Add(field.Name), ref dice);
            return;
        }

        var texts = new List<string>();
        for (; count > 0; count--)
            texts.Add(Names.Of(element.Role == FieldRole.None ? field.Role : element.Role, ref dice));
        message[field.Name] = texts;
    }

    private static object? Value(FieldType type, FieldRole role, ref Dice dice) => type switch
    {
        FieldType.String => Names.Of(role, ref dice),
        FieldType.Uuid => Names.TopicId(ref dice),
        FieldType.Records => dice.OneIn(4) ? TestBatch.At(40, Payment, null) : TestBatch.Of(Payment, """{"amount":2}"""),
        FieldType.Bytes => new byte[] { 0, 0, 0, 1, 0, 1, (byte)'t', 0, 0 },
        FieldType.Int32 when role == FieldRole.BrokerId => 1 + dice.Below(3),
        FieldType.Int32 when role == FieldRole.Port => 9092,
        FieldType.Int8 when role == FieldRole.ResourceType => (sbyte)dice.Of<int>([2, 2, 4, 32]),
        FieldType.Int8 when role == FieldRole.CoordinatorKeyType => (sbyte)dice.Below(3),
        FieldType.Int16 when role == FieldRole.ErrorCode => dice.OneIn(5) ? (short)3 : (short)0,
        _ => null,
    };
}
