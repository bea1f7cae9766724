using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CodeStepHost.Sandbox.Running;
using Jint;
using Jint.Native;
using Jint.Runtime.Interop;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>What the sandbox's own script files get from .NET: bytes, hashes, addresses and HTTP calls. Scripts of authors never see this object.</summary>
internal static class HostAbilities
{
    // In bytes; what a message may hold is far less.
    private const int LargestBuffer = 256 * 1024 * 1024;

    public static JsObject Create(StepRealm realm)
    {
        var host = new JsObject(realm.Engine);

        void Add(string name, Func<JsValue[], JsValue> ability) =>
            host.Set(name, new ClrFunction(realm.Engine, name, (_, arguments) => ability(arguments)));

        JsValue Bytes(ReadOnlySpan<byte> bytes) => realm.Engine.Intrinsics.Uint8Array.Construct(bytes);

        Add("encode", a => Bytes(Encode(realm, a[0].ToString(), a[1].ToString())));
        Add("decode", a => Decode(realm, a[0].AsUint8Array(), a[1].ToString()));
        Add("byteLength", a => Encoding.UTF8.GetByteCount(a[0].ToString()));
        Add("hash", a => Bytes(Hash(realm, a[0].ToString(), a[1].AsUint8Array())));
        Add("hmac", a => Bytes(Hmac(realm, a[0].ToString(), a[1].AsUint8Array(), a[2].AsUint8Array())));
        Add("fixedTimeEquals", a => CryptographicOperations.FixedTimeEquals(a[0].AsUint8Array(), a[1].AsUint8Array()) ? JsBoolean.True : JsBoolean.False);
        Add("uuid", _ => realm.Random.NextGuid().ToString("D"));
        Add("randomBytes", a =>
        {
            var bytes = new byte[Math.Clamp((int)a[0].AsNumber(), 0, 1024 * 1024)];
            realm.Random.Fill(bytes);
            return Bytes(bytes);
        });
        Add("isUtf8", a => System.Text.Unicode.Utf8.IsValid(a[0].AsUint8Array()) ? JsBoolean.True : JsBoolean.False);
        Add("domainToAscii", a => HostNames.ToAscii(a[0].ToString()) is { } name ? name : JsValue.Null);
        Add("domainToUnicode", a => HostNames.ToUnicode(a[0].ToString()));
        Add("sendHttp", a => HttpGlobals.Send(realm, a));
        Add("forgetHttp", a => HttpGlobals.Forget(realm, a));
        Add("nextNumber", _ => realm.NextUniqueNumber());
        Add("elapsedTicks", _ => realm.Execution.Elapsed.Ticks);
        Add("compileTemplate", a => Templates.Compile(realm, a[0].ToString(), a[1].ToString()));
        TimerAbilities.AddTo(realm, Add);
        host.Set("largestBuffer", LargestBuffer);
        Add("isMadeMessage", a => realm.MadeMessages.Contains(a[0]) ? JsBoolean.True : JsBoolean.False);
        return host;
    }

    private static byte[] Encode(StepRealm realm, string text, string encoding)
    {
        switch (encoding)
        {
            case "utf8":
                return Encoding.UTF8.GetBytes(text);
            case "latin1" or "ascii":
                return Array.ConvertAll(text.ToCharArray(), character => (byte)character);
            case "utf16le":
                return MemoryMarshal.AsBytes(text.AsSpan()).ToArray();
            case "base64" or "base64url":
                return TextBytes.FromBase64(text);
            case "hex":
                return TextBytes.FromHex(text);
            default:
                throw realm.TypeError($"Unknown encoding: {encoding}");
        }
    }

    private static string Decode(StepRealm realm, byte[] bytes, string encoding) => encoding switch
    {
        "utf8" => Encoding.UTF8.GetString(bytes),
        "latin1" => Encoding.Latin1.GetString(bytes),
        "ascii" => Encoding.Latin1.GetString([.. bytes.Select(b => (byte)(b & 0x7F))]),
        "utf16le" => new string(MemoryMarshal.Cast<byte, char>(bytes)),
        "base64" => Convert.ToBase64String(bytes),
        "base64url" => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        "hex" => Convert.ToHexStringLower(bytes),
        _ => throw realm.TypeError($"Unknown encoding: {encoding}"),
    };

    // MD5 and SHA-1 are here for partners' signatures and checksums that need them.
#pragma warning disable CA5350, CA5351
    private static byte[] Hash(StepRealm realm, string algorithm, byte[] data) => algorithm switch
    {
        "md5" => MD5.HashData(data),
        "sha1" => SHA1.HashData(data),
        "sha256" => SHA256.HashData(data),
        "sha384" => SHA384.HashData(data),
        "sha512" => SHA512.HashData(data),
        _ => throw realm.Error($"Digest method not supported: {algorithm}. There are md5, sha1, sha256, sha384, sha512."),
    };

    private static byte[] Hmac(StepRealm realm, string algorithm, byte[] key, byte[] data) => algorithm switch
    {
        "md5" => HMACMD5.HashData(key, data),
        "sha1" => HMACSHA1.HashData(key, data),
        "sha256" => HMACSHA256.HashData(key, data),
        "sha384" => HMACSHA384.HashData(key, data),
        "sha512" => HMACSHA512.HashData(key, data),
        _ => throw realm.Error($"Invalid digest: {algorithm}. There are md5, sha1, sha256, sha384, sha512."),
    };
#pragma warning restore CA5350, CA5351
}
