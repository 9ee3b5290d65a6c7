// The library is opened by name at run time; its one exported function is declared in CImaging.h.
#ifndef CIMAGING_LIBRARY_H
#define CIMAGING_LIBRARY_H
#endif
