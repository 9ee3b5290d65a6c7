// The library is opened by name at run time; its one exported function is declared in CTorch.h.
#ifndef CTORCH_LIBRARY_H
#define CTORCH_LIBRARY_H
#endif
