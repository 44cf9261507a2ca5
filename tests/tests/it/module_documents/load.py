# Loads each of the files that are named with libmodulemd, as dnf does, and says "name 1" or
# "name 0 why". Each is loaded in a process of its own: libmodulemd may stop at it.
import ctypes
import os
import sys

modulemd = ctypes.CDLL("libmodulemd.so.2")


class Error(ctypes.Structure):
    _fields_ = [("domain", ctypes.c_uint32), ("code", ctypes.c_int), ("message", ctypes.c_char_p)]


class Array(ctypes.Structure):
    _fields_ = [("data", ctypes.POINTER(ctypes.c_void_p)), ("len", ctypes.c_uint)]


modulemd.modulemd_module_index_new.restype = ctypes.c_void_p
update = modulemd.modulemd_module_index_update_from_string
update.argtypes = [
    ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p
]
error_of = modulemd.modulemd_subdocument_info_get_gerror
error_of.restype = ctypes.POINTER(Error)
error_of.argtypes = [ctypes.c_void_p]


def load(text):
    failures, error = ctypes.POINTER(Array)(), ctypes.POINTER(Error)()
    index = modulemd.modulemd_module_index_new()
    loaded = update(index, text, 0, ctypes.byref(failures), ctypes.byref(error))
    said = []
    if error:
        said.append(error.contents.message or b"?")
    for at in range(failures.contents.len if failures else 0):
        found = error_of(failures.contents.data[at])
        said.append(found and found.contents.message or b"?")
    return loaded, b"; ".join(said)


for name in sys.argv[1:]:
    with open(name, "rb") as file:
        text = file.read()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever happens, the child does not go on, nor writes what the parent has yet to write.
        try:
            os.dup2(os.open("/dev/null", os.O_WRONLY), 2)
            loaded, said = load(text)
            os.write(writer, b"%d %s" % (loaded, said[:1000].replace(b"\n", b" ")))
        except BaseException:
            os._exit(1)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    status = os.waitpid(child, 0)[1]
    if status:
        said = b"0 it stopped with %d" % status
    print(os.path.basename(name), said.decode(errors="replace"))
